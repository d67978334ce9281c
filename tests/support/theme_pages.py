"""Pages as the themes of content systems print them, with what is right on each. Labelled before the engine was tried.

Names, places and outlets are invented. ``P(n)`` are paragraphs of one of the stories; the traps are in the markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["THEMES", "Theme"]


@dataclass(frozen=True)
class Theme:
    """A page, and what is right on it."""

    html: str
    headline: str
    authors: list[str]
    day: str | None
    body: list[str]
    apart: list[str] = field(default_factory=list)
    """Lines that may be in the body or not: leads, captions that conventions differ on."""


A = "Harbour council delays vote on new sea wall"
AP = [
    "The harbour council of Ostrand put off its vote on a new sea wall on Tuesday after two members asked for a second opinion on the cost.",
    "The wall, which would run for three kilometres along the northern quay, was to be paid for by a levy on every household in the town.",
    "“We were shown one figure in March and another in May,” said Ragna Hollis, who has sat on the council for eleven years.",
    "Engineers say the old wall will not stand a flood like that of 1987, when four hundred cellars were under water for a week.",
    "The council will meet again on the second Monday of next month, and the public gallery will be open.",
]
B = "Bakers strike a deal over night shifts"
BP = [
    "Bakers in the valley towns ended a nine-day strike on Friday with a deal that limits night shifts to four in a row.",
    "The agreement, signed in the back room of the Miller's Arms, covers some six hundred workers in forty-one bakeries.",
    "Owners had warned that bread would have to come from across the border if the ovens stayed cold for another week.",
    "“Nobody won, and that is how you know it is fair,” said Ossian Vale, who led the talks for the union.",
]
C = "Village library opens in an old signal box"
CP = [
    "A signal box that stood empty for thirty years has become the smallest library of the county, with room for nine readers at a time.",
    "Volunteers carried two thousand books up the iron stairs in a single afternoon, forming a chain that reached to the level crossing.",
    "The railway sold the building for a symbolic coin on condition that the levers stay where they are, painted and oiled.",
    "Opening hours follow the timetable: the doors close for five minutes whenever the express goes through.",
]


def doc(title: str, body: str, head: str = "", lang: str = "en", attrs: str = "") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body{attrs}>{body}</body></html>'


def ps(texts: list[str], attrs: str = "") -> str:
    return "".join(f"<p{attrs}>{text}</p>\n" for text in texts)


THEMES: dict[str, Theme] = {}
BR2 = "<br>\n<br>\n"


def add(
    name: str,
    html: str,
    headline: str,
    authors: list[str],
    day: str | None,
    body: list[str],
    apart: list[str] | None = None,
) -> None:
    THEMES[name] = Theme(html, headline, authors, day, body, apart or [])


MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>'

# 1 WordPress block theme (twentytwentyfour-like)
add(
    "wp_block_theme",
    doc(
        f"{A} – The Ostrand Post",
        f"""
<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">The Ostrand Post</a></p>{MENU}</header>
<main class="wp-block-group"><div class="wp-block-group has-global-padding is-layout-constrained"><figure class="wp-block-post-featured-image"><img src="a.jpg"></figure>
<h1 class="wp-block-post-title">{A}</h1>
<div class="wp-block-template-part"><div class="wp-block-group is-layout-flex"><div class="wp-block-post-date"><time datetime="2024-05-14T09:12:00+02:00"><a href="#">May 14, 2024</a></time></div><p>—</p><p class="has-contrast-2-color">by</p><div class="wp-block-post-author-name"><a href="/author/tilda">Tilda Moorwen</a></div><p>in</p><div class="taxonomy-category wp-block-post-terms"><a href="/c">Town</a></div></div></div></div>
<div class="entry-content wp-block-post-content is-layout-constrained">{ps(AP[:2])}<figure class="wp-block-pullquote"><blockquote><p>We were shown one figure in March and another in May</p><cite>Ragna Hollis</cite></blockquote></figure>{ps(AP[2:])}</div>
<div class="wp-block-group"><div class="wp-block-group"><h2 class="wp-block-heading">Comments</h2><form id="commentform"><p class="comment-notes">Your email address will not be published.</p></form></div>
<h3>More posts</h3><ul class="wp-block-post-template"><li><h2 class="wp-block-post-title"><a href="/x">{B}</a></h2><div class="wp-block-post-excerpt"><p>Bakers in the valley towns ended a strike on Friday with a deal that limits night shifts. [&hellip;]</p></div></li><li><h2 class="wp-block-post-title"><a href="/y">{C}</a></h2><div class="wp-block-post-excerpt"><p>A signal box that stood empty for thirty years has become the smallest library. [&hellip;]</p></div></li></ul></div></main>
<footer class="wp-block-template-part"><p>Designed with WordPress</p></footer></div>""",
    ),
    A,
    ["Tilda Moorwen"],
    "2024-05-14",
    AP,
    ["We were shown one figure in March and another in May", "Ragna Hollis"],
)

# 2 WordPress classic blog with author bio at the end, jetpack, tags
add(
    "wp_classic_bio",
    doc(
        f"{B} | Valley Notes",
        f"""
<div id="page" class="hfeed site"><header id="masthead"><h1 class="site-title"><a href="/">Valley Notes</a></h1></header><div id="content"><article id="post-81" class="post-81 post type-post status-publish hentry category-work">
<header class="entry-header"><h1 class="entry-title">{B}</h1><div class="entry-meta"><span class="posted-on">Posted on <a href="#"><time class="entry-date published" datetime="2019-03-08T18:00:00+00:00">March 8, 2019</time></a></span> <span class="byline">by <span class="author vcard"><a class="url fn n" href="#">Corin Dask</a></span></span></div></header>
<div class="entry-content">{ps(BP)}<p><em>Corin Dask is a freelance reporter who has covered work and wages in the valley since 2009. He lives in Tarn with two dogs.</em></p><div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a>Twitter</a></li></ul></div><div class="jp-relatedposts"><h3>Related</h3></div></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a>Work</a></span></footer></article>
<div id="comments"><h2>3 thoughts on “{B}”</h2><ol class="comment-list"><li class="comment"><div class="comment-body"><p>About time too, I have been buying frozen rolls for a week and they are dreadful.</p></div></li></ol></div></div></div>""",
    ),
    B,
    ["Corin Dask"],
    "2019-03-08",
    BP,
)

# 3 Drupal 9
add(
    "drupal",
    doc(
        f"{C} | County Gazette",
        f"""
<div class="dialog-off-canvas-main-canvas"><div class="layout-container"><header role="banner"><div class="region region-header"><a href="/" title="Home">County Gazette</a></div></header>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="layout-content"><div class="region region-content"><div data-drupal-messages-fallback class="hidden"></div>
<div id="block-gazette-page-title" class="block block-core block-page-title-block"><h1 class="page-title"><span class="field field--name-title field--type-string field--label-hidden">{C}</span></h1></div>
<div id="block-gazette-content" class="block block-system"><article role="article" class="node node--type-article node--promoted node--view-mode-full"><footer class="node__meta"><div class="node__submitted">Submitted by <span class="field field--name-uid field--type-entity-reference field--label-hidden"><span lang="" typeof="schema:Person" property="schema:name">Wren Addle</span></span> on <span class="field field--name-created field--type-created field--label-hidden">Sat, 11/12/2022 - 10:40</span></div></footer>
<div class="node__content"><div class="field field--name-field-image"><img src="b.jpg"></div><div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">{ps(CP)}</div>
<div class="field field--name-field-tags field--label-above"><h3 class="field__label">Tags</h3><ul class="links field__items"><li><a href="/t/1">Libraries</a></li><li><a href="/t/2">Railways</a></li></ul></div></div></article></div></div></div>
<aside class="layout-sidebar-second" role="complementary"><div class="block"><h2>Most read</h2><ul><li><a href="/1">{A}</a></li></ul></div></aside></main></div></div>""",
    ),
    C,
    ["Wren Addle"],
    "2022-11-12",
    CP,
)

# 4 Arc Publishing
add(
    "arc",
    doc(
        f"{A} - Ostrand Herald",
        f"""
<div id="fusion-app"><header class="b-header"><a href="/">Ostrand Herald</a></header><main><div class="c-stack b-article"><h1 class="c-heading b-headline">{A}</h1><h2 class="c-heading b-subheadline">Two members want a second opinion on the cost</h2>
<div class="b-byline"><span class="b-byline__by">By</span> <span class="b-byline__names"><a class="c-link b-byline__name" href="/author/x">Isolde Kerrn</a> and <a class="c-link" href="/author/y">Bram Tolley</a></span></div><time as="time" class="c-date b-date" datetime="2023-09-05T14:05:33Z">September 05, 2023 at 2:05 pm UTC</time>
<div class="b-lead-art"><figure class="c-media-item"><img src="c.jpg"><figcaption class="c-media-item__fig-caption"><span class="c-media-item__caption">The northern quay at low tide. </span><span class="c-media-item__credit">(Photo by Ned Orr/Ostrand Herald)</span></figcaption></figure></div>
<article class="b-article-body">{ps(AP[:1], ' class="c-paragraph"')}<div class="b-article-body__ad"><div class="arcad-feature">Advertisement</div></div>{ps(AP[1:3], ' class="c-paragraph"')}<p class="c-paragraph b-interstitial-link"><i>[ <a href="/z">{B}</a> ]</i></p>{ps(AP[3:], ' class="c-paragraph"')}</article>
<div class="b-author-bio"><div class="c-stack"><h3>Isolde Kerrn</h3><p>Isolde Kerrn covers the port, the fishing fleet and the town council for the Ostrand Herald.</p></div></div></div></main></div>""",
    ),
    A,
    ["Isolde Kerrn", "Bram Tolley"],
    "2023-09-05",
    AP,
    ["Two members want a second opinion on the cost"],
)

# 5 Chorus
add(
    "chorus",
    doc(
        f"{B} - The Crumb",
        f"""
<div class="l-wrapper"><section class="l-segment"><main id="content"><article class="l-segment l-main-content"><div class="c-entry-hero"><div class="c-entry-hero__header-wrap"><h1 class="c-page-title">{B}</h1><p class="c-entry-summary p-dek">Six hundred workers go back to the ovens</p><div class="c-byline"><span class="c-byline-wrapper">By <span class="c-byline__item"><a href="/a"><span class="c-byline__author-name">Juno Thackeray</span></a></span> <span class="c-byline__item">Updated <time class="c-byline__item" datetime="2021-11-20T09:00:00">Nov 20, 2021, 9:00am EST</time></span></span><div class="c-byline__social"><a>Share</a></div></div></div></div>
<div class="l-sidebar-fixed"><div class="l-col__main"><figure class="e-image e-image--hero"><span class="e-image__inner"><img></span><span class="e-image__meta"><cite>Photo by Lio Marsh for The Crumb</cite></span></figure><div class="c-entry-content">{ps(BP[:2])}<div class="c-newsletter_signup_box" id="newsletter"><h3>Sign up for the newsletter</h3><p>All the bread news you need, in your inbox every Thursday morning.</p><form><input type=email><button>Subscribe</button></form></div>{ps(BP[2:])}</div><section class="c-nextclick"><h3>Next Up In Labour</h3><ul><li><a href="/1">{A}</a></li><li><a href="/2">{C}</a></li></ul></section></div></div></article></main></section></div>""",
    ),
    B,
    ["Juno Thackeray"],
    "2021-11-20",
    BP,
    ["Six hundred workers go back to the ovens"],
)

# 6 Ghost
add(
    "ghost",
    doc(
        C,
        f"""
<div class="gh-viewport"><header id="gh-head"><a class="gh-head-logo" href="/">Slow Line</a></header><main class="gh-main"><article class="gh-article post tag-rail"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/t">Rail</a><h1 class="gh-article-title">{C}</h1><p class="gh-article-excerpt is-body">Nine readers at a time, and the doors close for the express.</p><div class="gh-article-meta"><div class="gh-article-author-image instapaper_ignore"><a href="/author/p"><img></a></div><div class="gh-article-meta-wrapper"><h4 class="gh-article-author-name"><a href="/author/p">Pia Lundsgaard</a></h4><div class="gh-article-meta-content"><time class="gh-article-meta-date" datetime="2025-02-03">Feb 3, 2025</time><span class="gh-article-meta-length"><span class="bull">—</span> 2 min read</span></div></div></div></header>
<section class="gh-content gh-canvas is-body">{ps(CP[:2])}<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Enjoying this? <a href="/signup">Join the list</a> to get every issue.</div></div>{ps(CP[2:])}<div class="kg-card kg-signup-card"><h2 class="kg-signup-card-heading">Sign up for Slow Line</h2><p class="kg-signup-card-subheading">Letters about small stations.</p><p class="kg-signup-card-disclaimer">No spam. Unsubscribe anytime.</p></div></section></article><div class="gh-readmore"><h2>Read more</h2><article class="gh-card"><h3 class="gh-card-title"><a href=1>{A}</a></h3><p class="gh-card-excerpt">The harbour council put off its vote on a new sea wall on Tuesday after two members asked for more.</p></article></div></main></div>""",
        head='<meta property="og:type" content="article"><meta name="twitter:data1" content="Pia Lundsgaard">',
    ),
    C,
    ["Pia Lundsgaard"],
    "2025-02-03",
    CP,
    ["Nine readers at a time, and the doors close for the express."],
)

# 7 Squarespace
add(
    "squarespace",
    doc(
        f"{A} — Quay Letter",
        f"""
<div id="siteWrapper"><header data-test="header" id="header"><a href="/">Quay Letter</a></header><main id="page"><article class="entry h-entry hentry"><div class="blog-item-wrapper"><div class="blog-item-top-wrapper"><div class="item-pagination"></div><div class="blog-item-title"><h1 class="entry-title entry-title--large p-name" data-content-field="title">{A}</h1></div><div class="blog-item-meta-wrapper"><div class="blog-meta-item blog-meta-item--author"><a class="blog-author-name" rel="author">Edda Quorn</a></div><time class="dt-published blog-meta-item--date" datetime="Jun 2, 2022"><span>Jun 2</span><span>Written By <a>Edda Quorn</a></span></time></div></div>
<div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12 columns-12"><div class="row sqs-row"><div class="col sqs-col-12"><div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><div class="sqs-html-content">{ps(AP[:3], ' style="white-space:pre-wrap;"')}</div></div></div><div class="sqs-block image-block"><div class="sqs-block-content"><figure><img><figcaption class="image-caption-wrapper"><div class="image-caption"><p>The quay in winter.</p></div></figcaption></figure></div></div><div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><div class="sqs-html-content">{ps(AP[3:])}</div></div></div></div></div></div></div></div>
<div class="blog-item-author-profile-wrapper"><div class="author-profile"><a class="author-name">Edda Quorn</a><div class="author-bio">Edda writes about water, stone and money from a boat in the old harbour basin.</div></div></div></div></article><section id="itemPagination" class="item-pagination--prev-next"><a href="/p"><div class="pagination-title-wrapper"><div>Previous</div><h2 class="item-pagination-title">{B}</h2></div></a></section></main></div>""",
        head='<meta itemprop="datePublished" content="2022-06-02T08:00:00+0100">',
    ),
    A,
    ["Edda Quorn"],
    "2022-06-02",
    AP,
)

# 8 Wix
add(
    "wix",
    doc(
        B,
        f"""
<div id="SITE_CONTAINER"><div id="main_MF"><main id="PAGES_CONTAINER"><div id="comp-k1" class="rD1"><div data-hook="post-page"><article class="xk9"><div data-hook="post"><ul class="post-metadata"><li class="x1"><span class="tQ0AOk" title="Laura Finch" data-hook="user-name">Laura Finch</span></li><li><span title="Oct 9, 2020" class="post-metadata__date time-ago" data-hook="time-ago">Oct 9, 2020</span></li><li><span class="post-metadata__readTime" data-hook="time-to-read">2 min read</span></li></ul>
<h1 class="post-title" data-hook="post-title"><span class="blog-post-title-font">{B}</span></h1><section data-hook="post-description"><div class="kr1" data-rce-version="9"><div class="_1hN1O">{"".join(f'<p class="mm8Nw _1j-51 roLFQS" dir="auto"><span class="_2PHJq public-DraftStyleDefault-ltr">{t}</span></p><div class="empty-line" data-breakout="normal"><p><br></p></div>' for t in BP)}</div></div></section></div></article><div data-hook="post-footer"><ul><li><a>bread</a></li></ul><div>12 views<span>0 comments</span></div></div><section data-hook="recent-posts"><h2>Recent Posts</h2><a>See All</a><article><div><a href=1><h2>{A}</h2></a><div>The harbour council of Ostrand put off its vote on a new sea wall on Tuesday after two members asked for a second opinion.</div></div></article><article><div><a href=2><h2>{C}</h2></a><div>A signal box that stood empty for thirty years has become the smallest library of the county.</div></div></article></section></div></div></main></div></div>""",
    ),
    B,
    ["Laura Finch"],
    "2020-10-09",
    BP,
)

# 9 Blogger classic: bare text and br
add(
    "blogger",
    doc(
        f"Slow Rails: {C}",
        f"""
<div class='content-outer'><header><div class='titlewrapper'><h1 class='title'><a href='/'>Slow Rails</a></h1></div><div class='descriptionwrapper'><p class='description'><span>Notes from a county with more stations than trains, kept since 2006 by one retired guard.</span></p></div></header>
<div class='main-outer'><div class='column-center-inner'><div class='main section' id='main'><div class='widget Blog' data-version='1' id='Blog1'><div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>Sunday, April 17, 2011</span></h2><div class="date-posts"><div class='post-outer'><div class='post hentry uncustomized-post-template'><h3 class='post-title entry-title' itemprop='name'>{C}</h3><div class='post-header'></div><div class='post-body entry-content' id='post-body-1'>{"<br /><br />".join(CP)}<br /><div style='clear: both;'></div></div><div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>Posted by <span class='fn'><span itemprop='name'>Old Guard</span></span></span> <span class='post-timestamp'>at <a class='timestamp-link'><abbr class='published' title='2011-04-17T19:22:00+01:00'>7:22 PM</abbr></a></span></div></div></div><div class='comments' id='comments'><h4>2 comments:</h4><dl id='comments-block'><dt class='comment-author'>Jem said...</dt><dd class='comment-body'><p>I worked that box in 1974, lever nineteen always stuck when it rained.</p></dd></dl></div></div></div></div></div></div></div></div>
<div class='column-right-inner'><aside><div class='widget BlogArchive'><h2>Blog Archive</h2><ul><li><a>2011</a></li></ul></div></aside></div></div></div>""",
    ),
    C,
    ["Old Guard"],
    "2011-04-17",
    CP,
)

# 10 Escenic (older)
add(
    "escenic",
    doc(
        f"{A} - Nordkaien Tidende",
        f"""
<div id="wrapper"><div id="header"><a href="/">Nordkaien Tidende</a></div><div id="main" class="group"><div class="article polarisArticle"><h1>{A}</h1><div class="ingress leadText"><p>Two members of the council want a second opinion before the town pays.</p></div><div class="byline group"><div class="author vcard"><span class="fn">Liv Storbakken</span> <a class="email" href="mailto:l@n.example">l@n.example</a></div><ul class="dateline"><li class="published">Published: 04.06.2013 kl. 10:21</li><li class="modified">Updated: 05.06.2013 kl. 08:00</li></ul></div><div class="articleImage"><img><p class="imageText">The northern quay. <span class="photographer">Photo: Odd Reiten</span></p></div><div class="bodyText">{ps(AP[:2])}<div class="relatedArticles"><h4>Related stories</h4><ul><li><a>{B}</a></li></ul></div>{ps(AP[2:])}</div><div class="shareBar"><a>Share on Facebook</a></div></div></div></div>""",
    ),
    A,
    ["Liv Storbakken"],
    "2013-06-04",
    AP,
    ["Two members of the council want a second opinion before the town pays."],
)

# 11 Bitrix
ru_h = "В Острове открыли новую пристань"
ru_p = [
    "В городе Остров во вторник открыли новую пристань, которую строили почти три года на средства местного бюджета.",
    "По словам мэра Глеба Зорина, причал сможет принимать до шести паромов в день и прослужит не менее пятидесяти лет.",
    "Жители посёлка надеются, что теперь до областного центра можно будет добраться за два часа вместо четырёх.",
    "Первый рейс с пристани отправится в субботу утром, билеты уже поступили в продажу.",
]
add(
    "bitrix",
    doc(
        f"{ru_h} | Островские вести",
        f"""
<div id="bx-panel"></div><div class="workarea"><div class="header"><a href="/">Островские вести</a></div><div class="bx-breadcrumb"><a>Главная</a><a>Новости</a></div><h1 id="pagetitle">{ru_h}</h1><div class="news-detail"><span class="news-date-time">18.06.2019 14:30</span><img class="detail_picture" src="d.jpg"><div class="preview">{ru_p[0]}</div><div class="detail-text">{BR2.join(ru_p[1:])}</div><div style="clear:both"></div><div class="author">Автор: Нина Ветрова</div><div class="news-detail-share">Поделиться</div></div><p><a href="/news/">Возврат к списку</a></p></div>""",
        lang="ru",
    ),
    ru_h,
    ["Нина Ветрова"],
    "2019-06-18",
    ru_p,
)

# 12 Naver-like
ko_h = "해솔시, 새 방파제 표결 연기"
ko_p = [
    "해솔시 의회가 비용 재검토를 이유로 새 방파제 건설 표결을 다음 달로 미뤘다고 14일 밝혔다.",
    "방파제는 북쪽 부두를 따라 3킬로미터 길이로 건설되며, 비용은 모든 가구가 나눠 부담하게 된다.",
    '한 의원은 "3월과 5월에 제시된 금액이 서로 달랐다"며 두 번째 의견이 필요하다고 말했다.',
    "의회는 다음 달 둘째 월요일에 다시 모이며, 방청석은 누구에게나 열려 있다.",
]
add(
    "naver_like",
    doc(
        f"{ko_h} : 뉴스",
        f"""
<div class="end_container"><div class="newsct_wrapper"><div class="media_end_head"><div class="media_end_head_top"><a href="/"><img alt="해솔일보"></a></div><div class="media_end_head_title"><h2 id="title_area" class="media_end_head_headline"><span>{ko_h}</span></h2></div><div class="media_end_head_info"><div class="media_end_head_info_datestamp"><div class="media_end_head_info_datestamp_bunch">입력<span class="media_end_head_info_datestamp_time" data-date-time="2023-06-14 10:21:05">2023.06.14. 오전 10:21</span></div></div><div class="media_end_head_journalist"><a><em class="media_end_head_journalist_name">윤서하 기자</em></a></div></div></div>
<div class="newsct_body"><div id="newsct_article"><article id="dic_area" class="go_trans _article_content"><span class="end_photo_org"><img><em class="img_desc">북쪽 부두 전경. /해솔일보</em></span>{"<br><br>".join(ko_p)}<br><br>윤서하 기자 seoha@haesol.example</article></div><div class="byline"><p class="byline_p"><span class="byline_s">윤서하 기자 seoha@haesol.example</span></p></div><div class="copyright"><p class="c_text">Copyright ⓒ 해솔일보. All rights reserved. 무단 전재 및 재배포 금지.</p></div><div class="media_end_categorize"><em>이 기사는 언론사에서 사회 섹션으로 분류했습니다.</em></div></div></div></div>""",
        lang="ko",
    ),
    ko_h,
    ["윤서하"],
    "2023-06-14",
    ko_p,
    ["윤서하 기자 seoha@haesol.example"],
)

# 13 Yahoo-Japan-like
ja_h = "潮見市、新しい防潮堤の採決を延期"
ja_p = [
    "潮見市議会は14日、費用の再検討を求める声が出たことを受け、新しい防潮堤の採決を来月に延期すると決めた。",
    "防潮堤は北埠頭に沿って3キロにわたって建設され、費用は市内の全世帯が負担することになっている。",
    "ある議員は「3月に聞いた金額と5月に聞いた金額が違う」と述べ、第三者の意見を聞くべきだと主張した。",
    "議会は来月第2月曜日に再び開かれ、傍聴席は一般にも開放される。",
]
add(
    "yahoo_jp_like",
    doc(
        f"{ja_h}（潮見新聞） - ニュース",
        f"""
<div id="wrapper"><header><a href="/">ニュース</a></header><div id="contentsWrap"><div id="contents"><main><article id="uamods" class="sc-1"><header class="sc-2"><h1 class="sc-3">{ja_h}</h1><div class="sc-4"><p class="sc-5"><time>6/14(水) 10:21</time>配信</p></div><div class="sc-6"><a href="/media/shiomi"><img alt="潮見新聞"></a></div></header><div class="article_body highLightSearchTarget"><div><p class="sc-7 yjSlinkDirectlink">　{(BR2 + "　").join(ja_p)}</p></div></div><footer><a href="/media">潮見新聞</a><p>最終更新：<time>6/14(水) 10:21</time></p></footer></article><section><h2>関連記事</h2><ul><li><a>パン職人のスト、夜勤の合意で終わる</a></li><li><a>信号扱所が村の図書館に</a></li></ul></section></main></div></div></div>""",
        lang="ja",
        head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + ja_h
        + '","datePublished":"2023-06-14T10:21:00+09:00","author":{"@type":"Organization","name":"潮見新聞"}}</script>',
    ),
    ja_h,
    ["潮見新聞"],
    "2023-06-14",
    ja_p,
)

# 14 AMP
add(
    "amp",
    f'''<!doctype html><html ⚡ lang="en"><head><meta charset="utf-8"><title>{B}</title><link rel="canonical" href="https://crumb.example/b"><script type="application/ld+json">{{"@context":"http://schema.org","@type":"NewsArticle","headline":"{B}","datePublished":"2018-07-27T16:20:00Z","author":{{"@type":"Person","name":"Hale Ostrom"}}}}</script></head><body><amp-sidebar id="sb" layout="nodisplay"><ul><li><a>News</a></li><li><a>Food</a></li></ul></amp-sidebar><header class="amp-wp-header"><div><a>The Crumb</a></div></header><article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{B}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">Hale Ostrom</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="2018-07-27T16:20:00+00:00">5 years ago</time></div></header><div class="amp-wp-article-content">{ps(BP[:2])}<amp-ad width=300 height=250 type="doubleclick"><div placeholder>Loading</div></amp-ad>{ps(BP[2:])}<amp-list src="/related"><div overflow role="button">Show more</div></amp-list></div><footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">Categories: <a>Work</a></div></footer></article><amp-user-notification id="n">We use cookies to show you better bread. <button>Accept</button></amp-user-notification></body></html>''',
    B,
    ["Hale Ostrom"],
    "2018-07-27",
    BP,
)

# 15 Next.js with hashed classes, no h1 class, paragraphs in divs
add(
    "nextjs_divs",
    doc(
        f"{A} | Ostrand Now",
        f"""
<div id="__next"><div class="css-1q"><div class="css-2h"><a href="/">Ostrand Now</a><button>Menu</button></div><main class="css-9k"><div class="css-3z"><span class="css-k1">Town</span><h1 class="css-88">{A}</h1><div class="css-71"><div class="css-72">Peter Aldous</div><div class="css-73">12 April 2024, 17:45</div></div></div><div class="css-4r">{"".join(f'<div class="css-5p">{t}</div>' for t in AP[:3])}<div class="css-6x"><div class="css-6y">Advertisement</div></div>{"".join(f'<div class="css-5p">{t}</div>' for t in AP[3:])}</div><div class="css-7b"><div class="css-7c">Keep reading</div>{"".join(f'<a href="/{i}" class="css-7d"><div class="css-7e">{t}</div><div class="css-7f">{x}</div></a>' for i, (t, x) in enumerate(((B, BP[0]), (C, CP[0]))))}</div></main></div></div>""",
    ),
    A,
    ["Peter Aldous"],
    "2024-04-12",
    AP,
)

# 16 2000s table layout, font tags
add(
    "tables_2000s",
    f"""<html><head><title>Valley Chronicle Online - {B}</title></head><body bgcolor="#ffffff"><table width="760" cellpadding="0"><tr><td colspan="3"><img src="logo.gif" alt="Valley Chronicle"></td></tr><tr><td width="140" valign="top"><font size="1"><a href="n">News</a><br><a href="s">Sport</a><br><a href="w">Weather</a><br><a href="o">Obituaries</a></font></td><td width="460" valign="top"><font face="Arial" size="1">Saturday, June 14, 2003</font><br><font face="Arial" size="4"><b>{B}</b></font><br><font face="Arial" size="2"><b>By HANK PORLOCK</b><br>Chronicle Staff Writer<br><br>{"<br><br>".join(BP)}<br><br></font><font size="1"><a href="print">Print this story</a> | <a href="mail">E-mail this story to a friend</a></font></td><td width="160" valign="top"><font size="1"><b>Top Stories</b><br><a href="1">{A}</a><br><a href="2">{C}</a></font></td></tr><tr><td colspan="3" align="center"><font size="1">&copy; 2003 Valley Chronicle. All rights reserved.</font></td></tr></table></body></html>""",
    B,
    ["HANK PORLOCK"],
    "2003-06-14",
    BP,
)

# 17 2010s HTML5 boilerplate newspaper
add(
    "html5_2010s",
    doc(
        f"{C} | Town Crier",
        f"""
<div id="container"><header id="top"><hgroup><h1>Town Crier</h1><h2>News since 1881</h2></hgroup></header><section id="main" role="main"><article><header><h1>{C}</h1><p class="meta">by <a rel="author" href="/staff/9">Abel Creed</a>, <time pubdate datetime="2012-08-30">30 August 2012</time> | <a href="#c">14 Comments</a></p></header><figure><img><figcaption>The box at Low Crossing. Photograph: Mia Roe</figcaption></figure>{ps(CP)}<footer><p>Filed under: <a>Books</a>, <a>Rail</a></p></footer></article><section id="c"><h1>Comments</h1><article><header>Tam, 31 August 2012</header><p>Went in on Saturday and it is lovely, mind the third step though, it wobbles.</p></article></section></section><aside><h1>Elsewhere</h1><ul><li><a>{A}</a></li></ul></aside></div>""",
    ),
    C,
    ["Abel Creed"],
    "2012-08-30",
    CP,
)

# 18 liveblog
LB = [
    ("16:40", "The vote is off. The chair has just told a half-empty hall that the matter goes to next month."),
    ("16:05", "Ragna Hollis says she was shown two different figures and wants an outside engineer to look at both."),
    (
        "15:30",
        "Good afternoon. The council of Ostrand is about to vote on a sea wall that would cost every household a levy.",
    ),
]
add(
    "liveblog",
    doc(
        "Sea wall vote: live updates - Herald",
        f"""
<main><article class="liveblog"><header><h1>Sea wall vote: live updates</h1><p class="byline">By <a rel="author">Isolde Kerrn</a></p><time datetime="2023-09-05T15:25:00Z">5 September 2023</time><div class="standfirst"><p>Councillors decide on the northern quay. Follow the meeting here.</p></div></header><div class="liveblog__posts">{"".join(f'<article class="liveblog-post" id="p{i}"><header><time datetime="2023-09-05T{t}:00Z">{t}</time><h2>Update {i}: {x.split(".")[0][:20]}</h2></header><div class="liveblog-post__body"><p>{x}</p><p>More from the hall as we get it, with reporters on the stairs and in the gallery.</p></div><footer><a>Share</a></footer></article>' for i, (t, x) in enumerate(LB))}</div></article></main>""",
    ),
    "Sea wall vote: live updates",
    ["Isolde Kerrn"],
    "2023-09-05",
    [
        s
        for i, (t, x) in enumerate(LB)
        for s in (
            f"Update {i}: {x.split('.')[0][:20]}",
            x,
            "More from the hall as we get it, with reporters on the stairs and in the gallery.",
        )
    ],
    ["Councillors decide on the northern quay. Follow the meeting here."],
)

# 19 photo gallery: captions are the story
G = [
    f"{w} of the old signal box, photographed by volunteers on the day before the opening of the library."
    for w in ("The levers", "The iron stairs", "The lamp room", "The stove", "The window over the crossing")
]
add(
    "gallery_slides",
    doc(
        "In pictures: the signal box library",
        f"""
<main><article><h1>In pictures: the signal box library</h1><div class="meta"><span class="author">By Wren Addle</span> <time datetime="2022-11-13">13 Nov 2022</time></div><p class="intro">{CP[0]}</p><div class="carousel-gallery">{"".join(f'<div class="slide"><img src="{i}.jpg"><div class="slide-count">{i}/5</div><h4>Plate {i}</h4><p>{t}</p></div>' for i, t in enumerate(G, 1))}</div></article></main>""",
    ),
    "In pictures: the signal box library",
    ["Wren Addle"],
    "2022-11-13",
    [CP[0]] + [s for i, t in enumerate(G, 1) for s in (f"Plate {i}", t)],
)

# 20 story with an unrelated numbered gallery inside
add(
    "gallery_unrelated",
    doc(
        f"{A} | Herald",
        f"""
<main><article><h1>{A}</h1><div class="meta">By <a rel="author" href="/a">Isolde Kerrn</a> <time datetime="2017-10-19">19 October 2017</time></div><div class="text-wrapper">{ps(AP[:2])}<div class="inline-pictures"><h3>World news in pictures</h3><ul>{"".join(f'<li><div class="n">{i}/6</div><h4>{10 + i} October 2017</h4><p>{x}</p></li>' for i, x in enumerate(("A diver feeds rays in a tank in Marrow Bay", "Dancers wait behind the stage of the harvest feast in Qorin", "A farmer ploughs a field under an early moon near Dell", "Children run through a fountain on the hottest day in Sarn", "A crane lifts the bell back into the tower of Old Holm", "Fishermen mend nets on the beach of Tarn at sunrise"), 1))}</ul></div>{ps(AP[2:])}</div></article></main>""",
    ),
    A,
    ["Isolde Kerrn"],
    "2017-10-19",
    AP,
)

# 21 Q&A interview with bold questions
QA = [
    (
        "How did the idea come up?",
        "I was waiting for a train that did not come, and there was the box, with a for-sale sign in the window.",
    ),
    (
        "Who reads here?",
        "Children before school, and the woman who drives the mail van, who has read all of Haldane twice.",
    ),
    ("What happens in winter?", "We light the stove at six, and by nine the upper shelf is warm enough to sit under."),
]
add(
    "qa_interview",
    doc(
        "“We light the stove at six” | Gazette",
        f"""
<main><article><h1>“We light the stove at six”</h1><p class="deck">The founder of the signal box library on books, trains and soup.</p><p class="byline">Interview: Wren Addle</p><p class="date">Published on 12 November 2022</p><div class="content"><p>{CP[0]}</p>{"".join(f"<p><strong>{q}</strong></p><p>{a}</p>" for q, a in QA)}<p><em>Interview has been edited for length and clarity.</em></p></div></article></main>""",
    ),
    "“We light the stove at six”",
    ["Wren Addle"],
    "2022-11-12",
    [CP[0]] + [s for qa in QA for s in qa],
    [
        "The founder of the signal box library on books, trains and soup.",
        "Interview has been edited for length and clarity.",
    ],
)

# 22 recipe with ingredients
ING = ["500 g strong flour", "10 g salt", "350 ml cold water", "7 g dried yeast"]
STEP = [
    "Mix everything in a bowl and knead for ten minutes until the dough is smooth.",
    "Leave it under a cloth overnight in a cool room, not in the fridge.",
    "Bake for forty minutes in the hottest oven you have, with a tray of water below.",
]
add(
    "recipe",
    doc(
        "Strike bread: a loaf that needs no night shift",
        f"""
<main><article class="post"><h1 class="entry-title">Strike bread: a loaf that needs no night shift</h1><p class="byline">by <a rel="author">Juno Thackeray</a> · <time datetime="2021-11-23">November 23, 2021</time></p><div class="entry-content"><a class="jump-to-recipe" href="#r">Jump to Recipe</a><p>{BP[0]}</p><p>This loaf proves while you sleep, so that nobody has to get up at two in the morning for your breakfast.</p><div id="r" class="wprm-recipe"><h2 class="wprm-recipe-name">Strike bread</h2><div class="wprm-recipe-ingredients-container"><h3>Ingredients</h3><ul>{"".join(f"<li>{x}</li>" for x in ING)}</ul></div><div class="wprm-recipe-instructions-container"><h3>Instructions</h3><ol>{"".join(f"<li>{x}</li>" for x in STEP)}</ol></div></div></div></article></main>""",
    ),
    "Strike bread: a loaf that needs no night shift",
    ["Juno Thackeray"],
    "2021-11-23",
    [
        BP[0],
        "This loaf proves while you sleep, so that nobody has to get up at two in the morning for your breakfast.",
        "Strike bread",
        "Ingredients",
        *ING,
        "Instructions",
        *STEP,
    ],
)

# 23 listicle with h2 items
L = [
    (
        "1. The lever frame",
        "Nineteen levers, of which one still moves the signal at the crossing if you lean on it hard enough.",
    ),
    ("2. The stove", "Cast in 1902 and lit every morning at six by whoever has the key that week."),
    (
        "3. The visitors' book",
        "Signed by two ministers, one bishop and a dog, whose paw print takes up most of page eleven.",
    ),
    ("4. The soup", "Leek on Mondays, pea on Thursdays, and never anything with fish because of the books."),
]
add(
    "listicle",
    doc(
        "4 things to see in the smallest library",
        f"""
<main><article><h1>4 things to see in the smallest library</h1><div class="author-row"><img><span>Words by</span> <a href="/author/pia">Pia Lundsgaard</a><span>Feb 10, 2025</span></div><div class="article-body"><p>{CP[0]}</p>{"".join(f'<h2>{h}</h2><figure><img><figcaption>Image credit: Slow Line</figcaption></figure><p>{t}</p><p class="see-more">Related: <a href="/{i}">{C}</a></p>' for i, (h, t) in enumerate(L))}</div></article></main>""",
    ),
    "4 things to see in the smallest library",
    ["Pia Lundsgaard"],
    "2025-02-10",
    [CP[0]] + [s for x in L for s in x],
)

# 24 press release
add(
    "press_release",
    doc(
        "Marrow Cables opens second plant in Dell | PressLine",
        """
<main class="release"><article><header><h1>Marrow Cables opens second plant in Dell</h1></header><div class="release-meta"><a class="news-provider" href="/o"><strong>Marrow Cables plc</strong></a><p class="mb-no">May 06, 2021, 08:30 ET</p></div><section class="release-body"><p><span class="xn-location">DELL, Tarn</span>, <span class="xn-chron">May 6, 2021</span> /PressLine/ -- Marrow Cables plc today opened its second plant, which will make undersea cables for wind farms and employ two hundred people.</p><p>The plant stands on the site of the former cannery and is powered by its own turbines, the company said.</p><p>"Dell gave us ground and good harbour masters," said chief executive Una Prewitt. "We intend to give it work for thirty years."</p><p><b>About Marrow Cables</b></p><p>Marrow Cables plc makes cables for power and data in three countries and was founded in 1956.</p><p><b>Media contact:</b> Tor Illing, press@marrow.example, +44 0000 000000</p><p>SOURCE Marrow Cables plc</p></section></article></main>""",
    ),
    "Marrow Cables opens second plant in Dell",
    [],
    "2021-05-06",
    [
        "DELL, Tarn, May 6, 2021 /PressLine/ -- Marrow Cables plc today opened its second plant, which will make undersea cables for wind farms and employ two hundred people.",
        "The plant stands on the site of the former cannery and is powered by its own turbines, the company said.",
        '"Dell gave us ground and good harbour masters," said chief executive Una Prewitt. "We intend to give it work for thirty years."',
        "About Marrow Cables",
        "Marrow Cables plc makes cables for power and data in three countries and was founded in 1956.",
    ],
    ["Media contact: Tor Illing, press@marrow.example, +44 0000 000000", "SOURCE Marrow Cables plc"],
)

# 25 affiliate disclosure at the head, newsletter line in the middle
add(
    "affiliate",
    doc(
        "The best kettles for a cold signal box - Kit",
        f"""
<main><article><h1>The best kettles for a cold signal box</h1><p class="byline">By <a rel="author">Nell Arkwright</a> | Published <time datetime="2024-01-09">Jan 9, 2024</time></p><div class="body"><p><em>We may earn a commission if you buy something through links on this page. <a href="/d">Learn more</a>.</em></p><p>{CP[0]}</p><p>It has no central heating, so we tried eleven kettles in one January week and wrote down how long each took.</p><p><em>Sign up for our weekly newsletter and never miss a review.</em></p><p>The winner boils a litre in under three minutes and does not whistle, which matters in a reading room.</p><p>Runner-up is a copper model from the fifties, which whistles beautifully and should be bought for a kitchen instead.</p></div></article></main>""",
    ),
    "The best kettles for a cold signal box",
    ["Nell Arkwright"],
    "2024-01-09",
    [
        CP[0],
        "It has no central heating, so we tried eleven kettles in one January week and wrote down how long each took.",
        "The winner boils a litre in under three minutes and does not whistle, which matters in a reading room.",
        "Runner-up is a copper model from the fifties, which whistles beautifully and should be bought for a kitchen instead.",
    ],
)

# 26 wire story with dateline, reporting line
add(
    "wire",
    doc(
        f"{A} | Wire Desk",
        f"""
<main><div class="story"><h1>{A}</h1><div class="src">By JARL OMMEN, Fjord Press</div><div class="upd">Updated 9:14 PM, April 3, 2014</div><div class="storytext"><p>OSTRAND (FP) — {AP[0]}</p>{ps(AP[1:])}<p>___</p><p>Fjord Press writer Sunniva Lie in Tarn contributed to this report.</p><p>Copyright 2014 Fjord Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.</p></div></div></main>""",
    ),
    A,
    ["JARL OMMEN"],
    "2014-04-03",
    ["OSTRAND (FP) — " + AP[0], *AP[1:]],
    ["Fjord Press writer Sunniva Lie in Tarn contributed to this report."],
)

# 27 pages without h1: headline in div
add(
    "no_h1_div",
    doc(
        f"{B} - The Valley Star",
        f"""
<div id="page"><div class="logo"><a href="/">The Valley Star</a></div><div class="menu"><a>News</a><a>Views</a></div><div class="maincol"><div class="section-name">Business</div><div class="hdline">{B}</div><div class="by-date">By Gus Marlowe | The Valley Star | Aug 19, 2009 6:02 am</div><div class="story">{"<br /><br />".join(BP)}</div><div class="tools"><a>Email</a> <a>Print</a></div></div><div class="rightcol"><div class="box"><b>Most Read</b><br><a>{A}</a></div></div></div>""",
    ),
    B,
    ["Gus Marlowe"],
    "2009-08-19",
    BP,
)

# 28 no h1; title in b and date glued
add(
    "no_h1_bold",
    f"""<html><head><title>{C}</title></head><body><center><img alt="Rail and Reader"></center><table><tr><td><p><b><font size="+2">{C}</font></b></p><p><i>By Abel Creed, special to Rail &amp; Reader</i></p><p>Posted: 10/23/2006</p>{ps(CP)}</td></tr></table><hr><a href="index">Back to index</a></body></html>""",
    C,
    ["Abel Creed"],
    "2006-10-23",
    CP,
)

# 29 Chinese portal
zh_h = "澜口市推迟新海堤表决"
zh_p = [
    "澜口市议会周二决定推迟对新海堤项目的表决，此前有两名议员要求对造价进行第二次评估。",
    "海堤将沿北码头修建，全长三公里，费用由全市每户家庭分摊。",
    "“三月给我们看的是一个数字，五月又是另一个数字，”一位任职十一年的议员说。",
    "工程师表示，旧海堤抵挡不住1987年那样的洪水，当时有四百个地窖被淹一周。",
]
add(
    "zh_portal",
    doc(
        f"{zh_h}_澜口新闻网",
        f"""
<div class="top"><a>首页</a><a>新闻</a></div><div class="main"><div class="crumb">当前位置：<a>首页</a> &gt; <a>社会</a></div><div class="title">{zh_h}</div><div class="info"><span>2016-05-17 09:21:33</span><span>来源：澜口晚报</span><span>作者：林望舒</span><span>责任编辑：周可</span></div><div id="zoom" class="TRS_Editor">{"".join(f"<p>　　{t}</p>" for t in zh_p)}<p>　　（记者 林望舒）</p></div><div class="share">分享到：</div><div class="related"><h3>相关新闻</h3><ul><li><a>面包师罢工结束</a></li></ul></div></div>""",
        lang="zh",
    ),
    zh_h,
    ["林望舒"],
    "2016-05-17",
    zh_p,
    ["（记者 林望舒）"],
)

# 30 Chinese dateline byline in text
add(
    "zh_inline",
    doc(
        f"{zh_h} - 海风网",
        f"""
<div id="content"><h1>{zh_h}</h1><p class="time">2011年03月02日 07:40　来源：海风网</p><div class="article"><p>　　海风网澜口3月2日电（记者 苏青禾）{zh_p[0]}</p>{ps(["　　" + t for t in zh_p[1:]])}</div><p class="editor">编辑：何一鸣</p></div>""",
        lang="zh",
    ),
    zh_h,
    ["苏青禾"],
    "2011-03-02",
    ["海风网澜口3月2日电（记者 苏青禾）" + zh_p[0], *zh_p[1:]],
    ["编辑：何一鸣"],
)

# 31 magazine long read with drop cap and section breaks, contributor note at the end
add(
    "longread_dropcap",
    doc(
        f"{A} - Tideline Magazine",
        f"""
<main><article class="longform"><header><div class="rubric">Letter from Ostrand</div><h1>{A}</h1><h2 class="dek">What a wall costs, and who says so.</h2><div class="by">By <a href="/contributors/ivo">Ivo Brandreth</a></div><div class="pubdate">October 3, 2022</div></header><div class="body"><p class="dropcap"><span class="first-letter">T</span>{AP[0][1:]}</p><p>{AP[1]}</p><p class="section-break">• • •</p><p>{AP[2]}</p><p>{AP[3]}</p><p>{AP[4]} ♦</p></div><div class="contributor"><p><a href="/contributors/ivo">Ivo Brandreth</a>, a contributing writer, is the author of “Stone and Tide.”</p></div></article></main>""",
    ),
    A,
    ["Ivo Brandreth"],
    "2022-10-03",
    [*AP[:4], AP[4] + " ♦"],
    ["What a wall costs, and who says so."],
)

# 32 op-ed: bio in italics at the end with 'is'
add(
    "oped_bio",
    doc(
        "Opinion: Leave the levers alone | Gazette",
        f"""
<main><article><span class="kicker">Opinion</span><h1>Leave the levers alone</h1><p class="byline">Dr. Maud Ellery</p><p class="ts">Jan. 4, 2023</p><div class="story-body">{ps(CP)}<p>A county that sells its signal boxes for a coin should at least be made to oil them, and I would be glad to hold the can.</p><p><i>Maud Ellery is professor of railway history at the University of Holm and a former signalwoman.</i></p></div></article></main>""",
    ),
    "Leave the levers alone",
    ["Dr. Maud Ellery"],
    "2023-01-04",
    [
        *CP,
        "A county that sells its signal boxes for a coin should at least be made to oil them, and I would be glad to hold the can.",
    ],
)

# 33 page with embedded tweets as blockquote and instagram
add(
    "embeds",
    doc(
        f"{B} | Buzzline",
        f"""
<main><article><h1>{B}</h1><div class="byline">By <a rel="author">Fen Oduya</a>, Feb 2, 2020</div><div class="article-content">{ps(BP[:2])}<blockquote class="twitter-tweet"><p lang="en">No rolls at the Miller's Arms this morning, only a very sad ham.</p>&mdash; Pip (@pipofdell) <a href="https://twitter.com/pipofdell/status/1">February 1, 2020</a></blockquote>{ps(BP[2:])}</div></article></main>""",
    ),
    B,
    ["Fen Oduya"],
    "2020-02-02",
    BP,
    ["No rolls at the Miller's Arms this morning, only a very sad ham.", "— Pip (@pipofdell) February 1, 2020"],
)

# 34 data table in the middle
add(
    "table_inside",
    doc(
        f"{B} | Ledger",
        f"""
<main><article><h1>{B}</h1><p class="author">Corin Dask, 8 March 2019</p><div class="post-text">{ps(BP[:2])}<table class="data"><caption>Wages by the hour</caption><tr><th>Town</th><th>Before</th><th>After</th></tr><tr><td>Dell</td><td>11.20</td><td>12.00</td></tr><tr><td>Tarn</td><td>10.90</td><td>11.80</td></tr></table>{ps(BP[2:])}</div></article></main>""",
    ),
    B,
    ["Corin Dask"],
    "2019-03-08",
    [*BP[:2], "Town", "Before", "After", "Dell", "11.20", "12.00", "Tarn", "10.90", "11.80", *BP[2:]],
    ["Wages by the hour"],
)

# 35 endless scroll
add(
    "endless_scroll",
    doc(
        f"{A} - Metro Ostrand",
        f"""
<main><div class="feed"><article class="post" data-url="/a"><h1>{A}</h1><div class="meta">Tilda Moorwen, 14 May 2024</div><div class="text">{ps(AP)}</div></article><article class="post" data-url="/b"><h1>{B}</h1><div class="meta">Corin Dask, 13 May 2024</div><div class="text">{ps(BP)}</div></article><article class="post" data-url="/c"><h1>{C}</h1><div class="meta">Wren Addle, 12 May 2024</div><div class="text">{ps(CP)}</div></article></div></main>""",
    ),
    A,
    ["Tilda Moorwen"],
    "2024-05-14",
    AP,
)

# 36 brief with long footer
add(
    "brief",
    doc(
        "Ferry cancelled - Tarn Radio",
        """
<header><a>Tarn Radio</a></header><main><h1>Ferry cancelled</h1><p class="date">21 January 2021 07:02</p><p>The 8 am ferry from Vessa will not sail today because of ice in the sound.</p><p>Tickets are valid on the noon sailing.</p></main><footer><p>Tarn Radio is a community station run by forty volunteers. We broadcast on 98.1 from the old school and live from every parish fair, and we have done so since 1979 without a single day of silence.</p><p>Registered charity 00000. By using this site you agree to our terms, to our policy on cookies, and to the rules of the listeners' forum as amended from time to time.</p></footer>""",
    ),
    "Ferry cancelled",
    [],
    "2021-01-21",
    [
        "The 8 am ferry from Vessa will not sail today because of ice in the sound.",
        "Tickets are valid on the noon sailing.",
    ],
)

# 37 German portal with 'Mehr zum Thema', Anrisstext, Autorenzeile und Quelle
de_h = "Hafenrat verschiebt Abstimmung über Deich"
de_p = [
    "Der Hafenrat von Ostrand hat am Dienstag die Abstimmung über einen neuen Deich verschoben, nachdem zwei Mitglieder ein zweites Gutachten verlangt hatten.",
    "Der Deich soll auf drei Kilometern am nördlichen Kai entstehen und über eine Abgabe aller Haushalte bezahlt werden.",
    "„Im März zeigte man uns eine Zahl und im Mai eine andere“, sagte Ragna Hollis, die seit elf Jahren im Rat sitzt.",
    "Nach Ansicht von Ingenieuren hält der alte Deich einer Flut wie der von 1987 nicht stand.",
]
add(
    "de_portal",
    doc(
        f"{de_h} | Küstenbote",
        f"""
<main><article class="article"><header class="article__header"><span class="article__kicker">Ostrand</span><h1 class="article__headline">{de_h}</h1><div class="article__meta"><span class="article__author">Von Fenna Harms und Ubbo Dirks</span><time class="article__date" datetime="2021-08-17T16:04:00+02:00">17.08.2021, 16:04 Uhr</time><span>Lesezeit: 2 Min.</span></div><p class="article__teaser">Zwei Ratsmitglieder wollen ein zweites Gutachten.</p></header><div class="article__content">{ps(de_p[:2])}<p><strong>Lesen Sie auch: <a href="/x">Bäcker einigen sich über Nachtschichten</a></strong></p>{ps(de_p[2:])}<p class="article__source">Quelle: dpa/fh</p></div><section class="more"><h3>Mehr zum Thema</h3><div class="teaser"><a><h4>Bücherei im Stellwerk</h4><p>Ein Stellwerk, das dreißig Jahre leer stand, ist nun die kleinste Bücherei des Kreises.</p></a></div></section></article></main>""",
        lang="de",
    ),
    de_h,
    ["Fenna Harms", "Ubbo Dirks"],
    "2021-08-17",
    de_p,
    ["Zwei Ratsmitglieder wollen ein zweites Gutachten.", "Quelle: dpa/fh"],
)

# 38 French with chapo, encart abonnes, crédits
fr_h = "Le conseil du port reporte le vote sur la digue"
fr_p = [
    "Le conseil du port d’Ostrand a reporté mardi son vote sur une nouvelle digue, deux de ses membres ayant demandé un second avis sur le coût.",
    "La digue, longue de trois kilomètres, doit longer le quai nord et être financée par une taxe sur chaque foyer.",
    "« On nous a montré un chiffre en mars et un autre en mai », a déclaré Ragna Hollis, membre du conseil depuis onze ans.",
]
add(
    "fr_portal",
    doc(
        f"{fr_h} - Le Quai",
        f"""
<main><article><h1>{fr_h}</h1><p class="article__desc chapo">Deux élus demandent un second avis.</p><p class="meta__author">Par <a href="/j">Maëlle Guérin</a> (avec Fjord Presse)</p><p class="meta__date">Publié le 17 août 2021 à 16h04, modifié à 18h30</p><div class="article__content">{ps(fr_p[:1])}<aside class="lire-aussi"><a>Lire aussi : Les boulangers trouvent un accord</a></aside>{ps(fr_p[1:])}<p>À lire aussi<a href="/y">Une bibliothèque dans un poste d’aiguillage</a></p></div></article></main>""",
        lang="fr",
    ),
    fr_h,
    ["Maëlle Guérin"],
    "2021-08-17",
    fr_p,
    ["Deux élus demandent un second avis."],
)

# 39 Spanish, WordPress newspaper theme (tagDiv)
es_h = "El consejo del puerto aplaza la votación del dique"
es_p = [
    "El consejo del puerto de Ostrand aplazó el martes la votación sobre un nuevo dique después de que dos miembros pidieran una segunda opinión sobre el costo.",
    "El dique, de tres kilómetros, recorrería el muelle norte y se pagaría con una tasa a cada hogar de la ciudad.",
    "“En marzo nos mostraron una cifra y en mayo otra”, dijo Ragna Hollis, miembro del consejo desde hace once años.",
]
add(
    "es_tagdiv",
    doc(
        f"{es_h} - El Muelle",
        f"""
<div class="td-main-content-wrap td-container-wrap"><article id="post-5" class="post-5 post type-post status-publish format-standard hentry"><div class="td-post-header"><ul class="td-category"><li class="entry-category"><a>Ciudad</a></li></ul><header class="td-post-title"><h1 class="entry-title">{es_h}</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">Por</div> <a href="/author">Lucía Barranco</a><div class="td-author-line"> - </div></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="2020-10-06T11:00:00-05:00">6 octubre, 2020</time></span></div></header></div><div class="td-post-sharing-top">Compartir</div><div class="td-post-content tagdiv-type">{ps(es_p[:2])}<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- Publicidad -</span></div>{ps(es_p[2:])}<p><strong>Lea también:</strong> <a href="/p">Los panaderos firman un acuerdo</a></p></div><footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>ETIQUETAS</span></li><li><a>puerto</a></li></ul></div><div class="td-author-name vcard author" style="display:none"><span class="fn"><a>Lucía Barranco</a></span></div><div class="td-block-row td-post-next-prev"><div class="td-post-prev-post"><span>Artículo anterior</span><a>Los panaderos firman un acuerdo</a></div></div></footer></article></div>""",
        lang="es",
    ),
    es_h,
    ["Lucía Barranco"],
    "2020-10-06",
    es_p,
)

# 40 podcast-like show notes with transcript
add(
    "transcript",
    doc(
        "The box with nineteen levers : Tarn Radio",
        """
<main><article class="story"><div class="storytitle"><h1>The box with nineteen levers</h1></div><div id="storybyline" class="linkLocation"><div class="bucketwrap byline"><p class="byline__name">Wren Addle</p></div></div><div class="dateblock"><time datetime="2022-11-14"><span class="date">November 14, 2022</span><span class="time">5:06 AM</span></time><p>Heard on <a>Morning on Tarn</a></p></div><div class="audio-module"><b>3-Minute Listen</b><a>Download</a><a>Transcript</a></div><div class="transcript storytext"><p>MODERATOR: A signal box that stood empty for thirty years has a new life. Wren Addle has been up the iron stairs.</p><p>WREN ADDLE: It is eight in the morning, and nine people are reading in a room the size of a delivery van.</p><p>(SOUNDBITE OF TRAIN)</p><p>ADDLE: The doors close for five minutes whenever the express goes through, and nobody looks up.</p><p class="disclaimer">Copyright © 2022 Tarn Radio. All rights reserved. Visit our website terms of use for further information.</p></div></article></main>""",
    ),
    "The box with nineteen levers",
    ["Wren Addle"],
    "2022-11-14",
    [
        "MODERATOR: A signal box that stood empty for thirty years has a new life. Wren Addle has been up the iron stairs.",
        "WREN ADDLE: It is eight in the morning, and nine people are reading in a room the size of a delivery van.",
        "(SOUNDBITE OF TRAIN)",
        "ADDLE: The doors close for five minutes whenever the express goes through, and nobody looks up.",
    ],
)

# 41 Medium-like
add(
    "medium_like",
    doc(
        f"{C}. Nine readers at a time | by Pia Lundsgaard | Slow Line",
        f"""
<div id="root"><div class="a b c"><div class="d"><a>Open in app</a><a>Sign up</a><a>Sign in</a></div><article><div class="l"><div class="l"><section><div><div class="fr fs"><div class="ab ca"><div class="ch bg"><div><h1 id="b1" class="pw-post-title gs" data-testid="storyTitle">{C}</h1></div><div><h2 class="pw-subtitle-paragraph hs">Nine readers at a time</h2></div><div class="speechify-ignore ab cp"><div class="ab q"><a><img></a><div><a data-testid="authorName">Pia Lundsgaard</a><span>·</span><button>Follow</button></div><div><span>Published in</span> <a>Slow Line</a> · <span data-testid="storyReadTime">3 min read</span> · <span data-testid="storyPublishDate">Feb 3, 2025</span></div></div><div><button>Listen</button><button>Share</button></div></div>{ps(CP[:2], ' class="pw-post-body-paragraph na nb"')}<figure><div role="button"><img></div><figcaption class="nn">Photo by <a>Lio Marsh</a> on Freepix</figcaption></figure>{ps(CP[2:], ' class="pw-post-body-paragraph na nb"')}</div></div></div></div></section></div></div></article><div class="ab"><div><a>Railways</a><a>Libraries</a></div><div><h2>Written by Pia Lundsgaard</h2><span>1.2K Followers</span><p>Letters about small stations and the people who sweep them.</p></div></div></div></div>""",
    ),
    C,
    ["Pia Lundsgaard"],
    "2025-02-03",
    CP,
    ["Nine readers at a time"],
)

# 42 TypePad with entry-author class
add(
    "typepad",
    doc(
        f"{B} - Dough and Dole",
        f"""
<div id="container"><div id="banner"><h1 id="banner-header"><a>Dough and Dole</a></h1><h2 id="banner-description">A blog about work that rises early</h2></div><div id="pagebody"><div id="beta"><p class="content-nav"><a>« Older</a> | <a>Main</a> | <a>Newer »</a></p><h2 class="date-header">March 09, 2007</h2><div class="entry-category-work entry-author-corin_dask entry-type-post entry" id="entry-1"><h3 class="entry-header">{B}</h3><div class="entry-content"><div class="entry-body">{ps(BP)}<ul><li>Night shifts: four in a row at most</li><li>Sundays: paid at time and a half</li></ul></div></div><div class="entry-footer"><p class="entry-footer-info"><span class="post-footers">Posted by Corin Dask on March 09, 2007 at 08:12 AM</span> | <a>Permalink</a></p></div></div><h2 class="trackbacks-header">TrackBack</h2><div id="trackbacks-info"><p>TrackBack URL for this entry:<br>http://dough.example/t/trackback/1</p><p>Listed below are links to weblogs that reference <a>{B}</a>:</p></div></div></div></div>""",
    ),
    B,
    ["Corin Dask"],
    "2007-03-09",
    [*BP, "Night shifts: four in a row at most", "Sundays: paid at time and a half"],
)

# 43 carousel of captions at the head, each with credit
add(
    "caption_carousel_head",
    doc(
        f"{A} | News",
        f"""
<main><div class="Page-content"><div class="Carousel"><div class="CarouselSlide"><div class="info">FILE - The northern quay of Ostrand is seen at low tide, with the old sea wall behind it, in this photo taken on April 2, 2023. (Ned Orr/Fjord Press via FP, File)</div></div><div class="CarouselSlide"><div class="info">Ragna Hollis listens to an engineer during a meeting of the harbour council in Ostrand, Tuesday, Sept. 5, 2023. (FP Photo/Ned Orr)</div></div><div class="CarouselSlide"><div class="info">Residents wait outside the hall where the harbour council of Ostrand met on Tuesday, Sept. 5, 2023, before the vote was put off. (FP Photo/Ned Orr)</div></div></div><h1>{A}</h1><div class="Carousel2"><div class="CarouselSlide"><div class="info">FILE - The northern quay of Ostrand is seen at low tide, with the old sea wall behind it, in this photo taken on April 2, 2023. (Ned Orr/Fjord Press via FP, File)</div><div class="info">Ragna Hollis listens to an engineer during a meeting of the harbour council in Ostrand, Tuesday, Sept. 5, 2023. (FP Photo/Ned Orr)</div></div></div><div class="Page-byline"><div class="Page-authors">By  <a>Jarl Ommen</a></div><div class="Page-dateModified">Updated 9:14 PM, September 5, 2023</div></div><div class="RichTextStoryBody">{ps(AP)}</div></div></main>""",
    ),
    A,
    ["Jarl Ommen"],
    "2023-09-05",
    AP,
)

# 44 question page / FAQ accordion is the story
FQ = [
    (
        "Who pays for the wall?",
        "Every household in the town, by a levy that is due in spring and may be paid in four parts.",
    ),
    ("When will it be built?", "Not before the second Monday of next month, when the council meets again to decide."),
    (
        "What if there is a flood before?",
        "The fire brigade keeps nine thousand sandbags in the old cannery, and every street has a warden.",
    ),
]
add(
    "faq_accordion",
    doc(
        "The sea wall: your questions answered",
        f"""
<main><article><h1>The sea wall: your questions answered</h1><div class="meta">By Isolde Kerrn - 7 September 2023</div><div class="entry"><p>{AP[0]}</p><div class="accordion">{"".join(f'<div class="accordion-item"><h3 class="accordion-header"><button class="accordion-button" type="button">{q}</button></h3><div class="accordion-collapse collapse"><div class="accordion-body"><p>{a}</p></div></div></div>' for q, a in FQ)}</div></div></article></main>""",
    ),
    "The sea wall: your questions answered",
    ["Isolde Kerrn"],
    "2023-09-07",
    [AP[0]] + [s for x in FQ for s in x],
)

# 45 obituary/short with sidebar class on main wrapper, text in widget
add(
    "builder_widgets",
    doc(
        f"{C} – Crossing",
        f"""
<div data-elementor-type="single-post" class="elementor elementor-40"><section class="elementor-section"><div class="elementor-container"><div class="elementor-column elementor-col-66"><div class="elementor-widget-wrap"><div class="elementor-element elementor-widget elementor-widget-theme-post-title"><div class="elementor-widget-container"><h1 class="elementor-heading-title">{C}</h1></div></div><div class="elementor-element elementor-widget elementor-widget-post-info"><div class="elementor-widget-container"><ul class="elementor-inline-items"><li itemprop="author"><a><span class="elementor-icon-list-text elementor-post-info__item--type-author">Abel Creed</span></a></li><li itemprop="datePublished"><span class="elementor-icon-list-text elementor-post-info__item--type-date">2 December 2022</span></li></ul></div></div><div class="elementor-element elementor-widget elementor-widget-theme-post-content"><div class="elementor-widget-container">{ps(CP)}</div></div><div class="elementor-element elementor-widget elementor-widget-author-box"><div class="elementor-widget-container"><div class="elementor-author-box"><h4 class="elementor-author-box__name">Abel Creed</h4><div class="elementor-author-box__bio">Abel Creed edits this page and drives the last bus on Fridays, when it runs.</div></div></div></div></div></div></div></section></div>""",
    ),
    C,
    ["Abel Creed"],
    "2022-12-02",
    CP,
)

# 46 Substack-like
add(
    "substack_like",
    doc(
        f"{A} - by Edda Quorn - Quay Letter",
        f"""
<div id="main"><div class="main-menu"><a>Quay Letter</a><button>Subscribe</button><button>Sign in</button></div><div class="single-post-container"><div class="container"><div class="single-post"><article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title published">{A}</h1><h3 class="subtitle">Who pays, and for what?</h3><div class="byline-wrapper"><a>Edda Quorn</a><div>Jun 02, 2022</div><div>14</div><div>Share</div></div></div><div class="available-content"><div dir="auto" class="body markup">{ps(AP[:2])}<div class="subscription-widget-wrap"><div class="subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">Quay Letter is a reader-supported publication. To receive new posts and support my work, consider becoming a free or paid subscriber.</p></div><form><input><button>Subscribe</button></form></div></div>{ps(AP[2:])}<p class="button-wrapper"><a class="button primary"><span>Leave a comment</span></a></p><p>Thanks for reading Quay Letter! Subscribe for free to receive new posts and support my work.</p></div></div></article></div></div></div><div class="comments-page"><h4>Discussion about this post</h4><div class="comment"><p>The levy is the scandal, not the wall, and has been since the days of the old mayor.</p></div></div></div>""",
    ),
    A,
    ["Edda Quorn"],
    "2022-06-02",
    AP,
    ["Who pays, and for what?"],
)

# 47 newspaper of 1999 with pre/center, byline after headline, no classes
add(
    "nineties",
    f"""<HTML><HEAD><TITLE>Ostrand Journal: {A}</TITLE></HEAD><BODY><CENTER><H2>{A}</H2>By RAGNAR TVEDT<BR><I>Journal Staff</I></CENTER><P>{AP[0]}<P>{AP[1]}<P>{AP[2]}<P>{AP[3]}<P>{AP[4]}<HR><CENTER><FONT SIZE=-1>Published Wednesday, Nov. 17, 1999<BR>&copy; 1999 The Ostrand Journal</FONT></CENTER></BODY></HTML>""",
    A,
    ["RAGNAR TVEDT"],
    "1999-11-17",
    AP,
)

# 48 Google-news style aggregated box: "More on this story" at the end + corrections
add(
    "correction",
    doc(
        f"{B} | Crumb",
        f"""
<main><article><h1>{B}</h1><p class="byline">Juno Thackeray</p><time datetime="2021-11-19T09:00:00Z">19 Nov 2021</time><div class="article-body-commercial-selector">{ps(BP)}<p>• This article was amended on 21 November 2021. An earlier version said that forty-two bakeries were covered; there are forty-one.</p></div><div class="submeta"><div>Topics</div><ul><li><a>Work</a></li></ul></div></article></main>""",
    ),
    B,
    ["Juno Thackeray"],
    "2021-11-19",
    BP,
    [
        "• This article was amended on 21 November 2021. An earlier version said that forty-two bakeries were covered; there are forty-one."
    ],
)

# --- bylines, headlines, days and lines of the text, one kind a page -------------------------------------------------

# authors
add(
    "author_twitter_meta",
    doc(
        f"{A} | Herald",
        f'<main><article><h1>{A}</h1><p class="info">Words: Martha Klein | Pictures: Oscar Bell</p><time datetime="2022-03-04">4 March 2022</time>{ps(AP)}</article></main>',
    ),
    A,
    ["Martha Klein"],
    "2022-03-04",
    AP,
)
add(
    "author_three",
    doc(
        f"{B} | Crumb",
        f'<main><article><h1>{B}</h1><div class="article-byline">By <span>Laura Finch</span>, <span>David Orme</span> and <span>Sarah Kell</span><br>Staff writers</div><div class="timestamp">Published 6:00 a.m. ET Dec. 1, 2021 | Updated 9:12 a.m. ET Dec. 1, 2021</div>{ps(BP)}</article></main>',
    ),
    B,
    ["Laura Finch", "David Orme", "Sarah Kell"],
    "2021-12-01",
    BP,
)
add(
    "author_role_outlet_line",
    doc(
        f"{C} - Star",
        f'<main><h1>{C}</h1><div class="gnt_ar_by">Hannah Brook<br>The Valley Star</div><div class="gnt_ar_dt">Nov. 12, 2022, 7:00 a.m. CT</div>{ps(CP)}</main>',
    ),
    C,
    ["Hannah Brook"],
    "2022-11-12",
    CP,
)
add(
    "author_at_end_dash",
    doc(f"{C} - Star", f'<main><h1>{C}</h1><p class="date">12 Nov 2022</p>{ps(CP)}<p>— Hannah Brook</p></main>'),
    C,
    ["Hannah Brook"],
    "2022-11-12",
    CP,
    ["— Hannah Brook"],
)
add(
    "author_email_line",
    doc(
        f"{A} | Post",
        f'<main><h1>{A}</h1><p class="byline"><strong>Peter Lang</strong> / <a href="mailto:plang@post.example">plang@post.example</a> / @plang</p><p class="posted">Posted: Thursday, August 8, 2013 12:30 am</p><div class="body">{ps(AP)}</div></main>',
    ),
    A,
    ["Peter Lang"],
    "2013-08-08",
    AP,
)
add(
    "author_jsonld_list",
    doc(
        f"{B} | Crumb",
        f'<main><article><h1>{B}</h1><div class="c1">Laura Finch, David Orme</div>{ps(BP)}</article></main>',
        head='<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"'
        + B
        + '","datePublished":"2021-12-01T06:00:00-05:00","author":[{"@type":"Person","name":"Laura Finch"},{"@type":"Person","name":"David Orme"}]}]}</script>',
    ),
    B,
    ["Laura Finch", "David Orme"],
    "2021-12-01",
    BP,
)
add(
    "author_jsonld_url",
    doc(
        f"{B} | Crumb",
        f'<main><article><h1>{B}</h1><div class="by">By <a href="/people/laura-finch">Laura Finch</a></div><div>1 December 2021</div>{ps(BP)}</article></main>',
        head='<meta property="article:author" content="https://crumb.example/people/laura-finch"><meta name="author" content="admin"><script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + B
        + '","datePublished":"2021-12-01","author":{"@type":"Person","name":"admin"}}</script>',
    ),
    B,
    ["Laura Finch"],
    "2021-12-01",
    BP,
)
add(
    "author_for_outlet",
    doc(
        f"{B} | Crumb",
        f'<main><article><h1>{B}</h1><p class="author-text">By LAURA FINCH FOR THE CRUMB</p><p class="byline-section">PUBLISHED: 18:04, 1 December 2021 | UPDATED: 19:22, 1 December 2021</p>{ps(BP)}</article></main>',
    ),
    B,
    ["LAURA FINCH"],
    "2021-12-01",
    BP,
)
add(
    "author_exclusive",
    doc(
        f"{B} | Sun",
        f'<main><article><h1>{B}</h1><div class="article__author"><span>EXCLUSIVE By </span><a>David Orme</a>, Work Correspondent</div><div>Published: 00:01, 1 Dec 2021</div>{ps(BP)}</article></main>',
    ),
    B,
    ["David Orme"],
    "2021-12-01",
    BP,
)
# Chinese/Japanese/Korean bylines
add(
    "zh_reporter_head",
    doc(
        zh_h,
        f'<div class="wrap"><h1>{zh_h}</h1><div class="date-source"><span class="date">2018年05月22日 08:15</span><a class="source">澜口日报</a></div><div class="article" id="artibody"><p>　　本报记者 林望舒 实习生 周可</p>{ps(["　　" + t for t in zh_p])}<p class="show_author">责任编辑：何一鸣 </p></div></div>',
        lang="zh",
    ),
    zh_h,
    ["林望舒", "周可"],
    "2018-05-22",
    zh_p,
    ["本报记者 林望舒 实习生 周可", "责任编辑：何一鸣"],
)
add(
    "zh_tw",
    doc(
        "瀾口市延後新海堤表決 | 社會 | 海風新聞",
        f'<article><h1>瀾口市延後新海堤表決</h1><div class="author">2020-07-09 14:22 海風新聞／ 記者 陳怡君 ／瀾口即時報導</div><section class="article-content__editor">{ps(["瀾口市議會今天決定延後新海堤案的表決，因為兩名議員要求對造價再做一次評估。", "海堤將沿著北碼頭興建，全長三公里，費用由全市每戶家庭分攤。", "工程師說，舊海堤擋不住1987年那樣的洪水，當時有四百個地窖泡水一週。"])}</section></article>',
        lang="zh-TW",
    ),
    "瀾口市延後新海堤表決",
    ["陳怡君"],
    "2020-07-09",
    [
        "瀾口市議會今天決定延後新海堤案的表決，因為兩名議員要求對造價再做一次評估。",
        "海堤將沿著北碼頭興建，全長三公里，費用由全市每戶家庭分攤。",
        "工程師說，舊海堤擋不住1987年那樣的洪水，當時有四百個地窖泡水一週。",
    ],
)
add(
    "zh_wenhui",
    doc(
        f"{zh_h}--澜口网",
        f'<div class="box"><h1>{zh_h}</h1><div class="col-1-1">2021年11月03日05:47 | 来源：<a>澜口网－澜口日报</a></div><div class="rm_txt_con">{ps(["　　澜口网11月2日电 （记者王小海、李青）" + zh_p[0]] + ["　　" + t for t in zh_p[1:]])}<p class="paper_num">　　《 澜口日报 》（ 2021年11月03日 04 版）</p><div class="edit cf">(责编：周可、何一鸣)</div></div></div>',
        lang="zh",
    ),
    zh_h,
    ["王小海", "李青"],
    "2021-11-03",
    ["澜口网11月2日电 （记者王小海、李青）" + zh_p[0], *zh_p[1:]],
    ["《 澜口日报 》（ 2021年11月03日 04 版）", "(责编：周可、何一鸣)"],
)
add(
    "ja_kisha",
    doc(
        f"{ja_h}：潮見新聞デジタル",
        f'<main><h1>{ja_h}</h1><p class="meta"><span>佐藤美咲</span> <time datetime="2023-06-14T10:21:00+09:00">2023年6月14日 10時21分</time></p><div class="text">{ps(["　" + t for t in ja_p])}<p>（佐藤美咲）</p></div></main>',
        lang="ja",
    ),
    ja_h,
    ["佐藤美咲"],
    "2023-06-14",
    ja_p,
    ["（佐藤美咲）"],
)
add(
    "ko_kija",
    doc(
        f"{ko_h} - 해솔일보",
        f'<main><div class="head"><h3 class="tit_view">{ko_h}</h3><div class="info_view"><span class="txt_info">윤서하 기자</span><span class="txt_info">입력 2021. 3. 9. 오후 5:02</span><span class="txt_info">수정 2021. 3. 9. 오후 6:10</span></div></div><div class="article_view"><section dmcf-sid="x">{"".join(f"<p dmcf-pid=p>{t}</p>" for t in ["[해솔=해솔일보] 윤서하 기자 = " + ko_p[0], *ko_p[1:]])}<p>seoha@haesol.example</p></section></div><div class="txt_copyright">Copyright © 해솔일보. 무단전재 및 재배포 금지</div></main>',
        lang="ko",
    ),
    ko_h,
    ["윤서하"],
    "2021-03-09",
    ["[해솔=해솔일보] 윤서하 기자 = " + ko_p[0], *ko_p[1:]],
    ["seoha@haesol.example"],
)
# headlines without h1
add(
    "no_h1_strong",
    doc(
        f"Valley Star > {B}",
        f'<div id="c"><div class="nav"><a>Home</a> | <a>News</a></div><strong class="st">{B}</strong><br><em>by David Orme</em><br><span>March 8, 2009</span>{ps(BP)}</div>',
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
add(
    "no_h1_h3_site_h1",
    doc(
        f"Valley Star :: Work :: {B}",
        f'<div><h1><a href="/"><img alt="Valley Star"></a></h1><h2>Work</h2><h3>{B}</h3><div class="post-info">Posted by David Orme | 08.03.2009 | 18:22</div><div class="txt">{ps(BP)}</div><h2>Archive</h2></div>',
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
add(
    "title_only_site",
    doc(
        "Valley Star Online",
        f'<table><tr><td class="left"><a>News</a></td><td class="content"><p class="headline">{B}</p><p class="author">By David Orme</p><p class="dateline">Sunday, March 8, 2009</p>{ps(BP)}</td></tr></table>',
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
add(
    "headline_kicker_h1_section",
    doc(
        f"Work | {B} | Star",
        f'<main><h1 class="section-title">Work</h1><article><h2 class="article-title">{B}</h2><p class="byline">By David Orme</p><p>8 March 2009</p>{ps(BP)}</article></main>',
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
add(
    "headline_og_longer",
    doc(
        f"{C}",
        f'<main><article><h1>{C}</h1><p class="byline">By Hannah Brook</p><time datetime="2022-11-12">Nov 12</time>{ps(CP)}</article></main>',
        head='<meta property="og:title" content="You will not believe where this village keeps its books"><meta property="og:site_name" content="Gazette">',
    ),
    C,
    ["Hannah Brook"],
    "2022-11-12",
    CP,
)
add(
    "headline_date_heading",
    doc(
        f"Rail Diary: {C}",
        f'<div class="hfeed"><h2>Saturday, November 12, 2022</h2><div class="post"><h3><a href="https://outlet.example/news/headline_date_heading">{C}</a></h3>{ps(CP)}<p class="post-footer">posted by Hannah Brook @ 9:15 AM</p></div></div>',
    ),
    C,
    ["Hannah Brook"],
    "2022-11-12",
    CP,
)
# dates
add(
    "date_relative_and_title",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><span class="age" title="Tuesday, September 5, 2023 at 14:05">2 years ago</span>{ps(AP)}</article></main>',
    ),
    A,
    [],
    "2023-09-05",
    AP,
)
add(
    "date_url_only",
    doc(
        f"{A} | Post",
        f"<main><article><h1>{A}</h1><p>By Peter Lang</p>{ps(AP)}</article></main>",
        head='<link rel="canonical" href="https://outlet.example/2023/09/05/sea-wall">',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "date_german_long",
    doc(
        f"{de_h} | Bote",
        f'<main><article><h1>{de_h}</h1><p class="d">Dienstag, 17. August 2021, von Peter Lang</p>{ps(de_p)}</article></main>',
        lang="de",
    ),
    de_h,
    ["Peter Lang"],
    "2021-08-17",
    de_p,
)
add(
    "date_today_in_header",
    doc(
        f"{A} | Post",
        f'<header><span class="today">Friday, November 20, 2026</span></header><main><article><h1>{A}</h1><p class="meta">Sept 5th, 2023 · Peter Lang</p>{ps(AP)}</article></main><footer>© 2026 Post</footer>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "date_it",
    doc(
        "Il consiglio rinvia il voto sulla diga - Molo",
        f'<main><article><h1>Il consiglio rinvia il voto sulla diga</h1><p class="sommario">Due membri chiedono un secondo parere sui costi.</p><p class="firma">di <strong>Anna Ferri</strong></p><p class="data">17 agosto 2021 alle 16:04</p>{ps(["Il consiglio del porto di Ostrand ha rinviato martedì il voto su una nuova diga, dopo che due membri hanno chiesto un secondo parere sui costi.", "La diga, lunga tre chilometri, correrebbe lungo il molo nord e sarebbe pagata con una tassa su ogni famiglia della città."])}</article></main>',
        lang="it",
    ),
    "Il consiglio rinvia il voto sulla diga",
    ["Anna Ferri"],
    "2021-08-17",
    [
        "Il consiglio del porto di Ostrand ha rinviato martedì il voto su una nuova diga, dopo che due membri hanno chiesto un secondo parere sui costi.",
        "La diga, lunga tre chilometri, correrebbe lungo il molo nord e sarebbe pagata con una tassa su ogni famiglia della città.",
    ],
    ["Due membri chiedono un secondo parere sui costi."],
)
# body traps
add(
    "lead_repeated",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="standfirst">{AP[0]}</p><p class="by">By Peter Lang, 5 September 2023</p><div class="text">{ps(AP)}</div></article></main>',
        head=f'<meta name="description" content="{AP[0]}">',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "photo_credit_lines",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="by">By Peter Lang, 5 September 2023</p><div class="text"><div class="img"><img><span>Oscar Bell/Post</span></div>{ps(AP[:2])}<div class="wp-caption"><img><p class="wp-caption-text">The quay at dusk. (Oscar Bell/Post)</p></div>{ps(AP[2:])}<p><em>Featured image: Oscar Bell</em></p></div></article></main>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "related_inline_variants",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="by">By Peter Lang, 5 September 2023</p><div class="text"><p>{AP[0]}</p><p><strong>READ MORE: </strong><a href="/b">{B}</a></p><p>{AP[1]}</p><p>[<a href="/c">{C}</a>]</p><p>{AP[2]}</p><p>&gt;&gt; <a href="/c">{C}</a></p><p>{AP[3]}</p><p>SEE ALSO | <a href="/d">{B}</a></p><p>{AP[4]}</p><p>Recommended: <a>{C}</a></p></div></article></main>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "newsletter_mid",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="by">By Peter Lang, 5 September 2023</p><div class="text">{ps(AP[:2])}<p><strong><a href="/nl">Get The Harbour Letter, our free newsletter about the coast, every Friday.</a></strong></p>{ps(AP[2:])}<p><em>Want more stories like this? Sign up for our newsletter.</em></p><p><em>Have a tip? Email the author at plang@post.example.</em></p></div></article></main>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "keypoints_top",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="by">By Peter Lang, 5 September 2023</p><div class="highlights"><h2>Key points</h2><ul><li>Vote put off to next month</li><li>Two members want a second opinion</li></ul></div><div class="text">{ps(AP)}</div></article></main>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "factbox_mid",
    doc(
        f"{A} | Post",
        f'<main><article><h1>{A}</h1><p class="by">By Peter Lang, 5 September 2023</p><div class="text">{ps(AP[:2])}<div class="factbox"><h3>The wall in figures</h3><ul><li>Length: 3 km</li><li>Height: 4.2 m</li></ul></div>{ps(AP[2:])}</div></article></main>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
    ["The wall in figures", "Length: 3 km", "Height: 4.2 m"],
)
add(
    "p_in_lists_layout",
    doc(
        f"{A} | Post",
        f'<div><ul class="article-parts"><li><h1>{A}</h1></li><li><p>By Peter Lang, 5 September 2023</p></li>{"".join(f"<li><p>{t}</p></li>" for t in AP)}</ul><ul class="links"><li><a>{B}</a></li><li><a>{C}</a></li></ul></div>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "spans_only",
    doc(
        f"{A} | Post",
        f'<div class="a"><h1>{A}</h1><div><span>Peter Lang</span><span> · </span><span>5 Sep 2023</span></div><div class="b">{"".join(f"<div><div><span>{t}</span></div></div>" for t in AP)}</div><div class="c"><div><a><span>{B}</span></a><span>2 min</span></div><div><a><span>{C}</span></a><span>3 min</span></div></div></div>',
    ),
    A,
    ["Peter Lang"],
    "2023-09-05",
    AP,
)
add(
    "teaser_grid_after",
    doc(
        "Ferry cancelled | Post",
        f'<main><article><h1>Ferry cancelled</h1><p>By Peter Lang, 5 September 2023</p><p>The 8 am ferry from Vessa will not sail today because of ice in the sound, the harbour office said.</p><p>Tickets are valid on the noon sailing.</p></article><section class="grid"><div class="card"><h3><a>{A}</a></h3><p>{AP[0]}</p></div><div class="card"><h3><a>{B}</a></h3><p>{BP[0]}</p></div><div class="card"><h3><a>{C}</a></h3><p>{CP[0]}</p></div></section></main>',
    ),
    "Ferry cancelled",
    ["Peter Lang"],
    "2023-09-05",
    [
        "The 8 am ferry from Vessa will not sail today because of ice in the sound, the harbour office said.",
        "Tickets are valid on the noon sailing.",
    ],
)
add(
    "cookie_dialog_short",
    doc(
        "Ferry cancelled | Post",
        '<div id="onetrust-consent-sdk"><div class="ot-pc"><h2>Your privacy</h2><p>We and our 812 partners store and access information on a device, such as unique IDs in cookies to process personal data.</p><p>You may accept or manage your choices by clicking below, including your right to object where legitimate interest is used.</p><p>These choices will be signalled to our partners and will not affect browsing data, and you can change them at any time.</p></div></div><main><article><h1>Ferry cancelled</h1><p>By Peter Lang, 5 September 2023</p><p>The 8 am ferry from Vessa will not sail today because of ice in the sound, the harbour office said.</p></article></main>',
    ),
    "Ferry cancelled",
    ["Peter Lang"],
    "2023-09-05",
    ["The 8 am ferry from Vessa will not sail today because of ice in the sound, the harbour office said."],
)
add(
    "poem_and_quote",
    doc(
        f"{C} | Post",
        f"<main><article><h1>{C}</h1><p>By Hannah Brook, 12 November 2022</p>{ps(CP[:2])}<blockquote><p>The levers sleep, the kettle sings,<br>the express comes by on iron wings.</p></blockquote>{ps(CP[2:])}</article></main>",
    ),
    C,
    ["Hannah Brook"],
    "2022-11-12",
    [*CP[:2], "The levers sleep, the kettle sings, the express comes by on iron wings.", *CP[2:]],
)
add(
    "nested_div_text_mix",
    doc(
        f"{B} | Post",
        f'<div id="main"><div class="story"><div class="t">{B}</div><div class="i">David Orme - 8 March 2009</div>{BP[0]}<p>{BP[1]}</p>{BP[2]}<br/><br/>{BP[3]}</div></div>',
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
add(
    "slides_h4",
    doc(
        "Five rooms of the smallest library",
        f'<main><article class="gallery-article"><h1>Five rooms of the smallest library</h1><div class="by-line">By Hannah Brook | 12 November 2022</div><div class="slideshow"><div class="swiper-wrapper">{"".join(f"<div class=swiper-slide><figure><img></figure><h3>{h}</h3><p>{t}</p></div>" for h, t in (("The lamp room", "Nine lamps still hang here, and one of them is lit on the evening of the last express before Christmas."), ("The stair", "Eleven steps of iron, painted green, with the names of those who carried the books up on the last one."), ("The floor", "Oak from a wreck, laid in 1902 and sanded by the volunteers over three weekends in the rain.")))}</div></div></article></main>',
    ),
    "Five rooms of the smallest library",
    ["Hannah Brook"],
    "2022-11-12",
    [
        s
        for h, t in (
            (
                "The lamp room",
                "Nine lamps still hang here, and one of them is lit on the evening of the last express before Christmas.",
            ),
            (
                "The stair",
                "Eleven steps of iron, painted green, with the names of those who carried the books up on the last one.",
            ),
            (
                "The floor",
                "Oak from a wreck, laid in 1902 and sanded by the volunteers over three weekends in the rain.",
            ),
        )
        for s in (h, t)
    ],
)
add(
    "comments_no_class",
    doc(
        f"{B} | Post",
        f"<main><article><h1>{B}</h1><p>By David Orme, 8 March 2009</p>{ps(BP)}</article><section><h3>4 comments</h3><div><b>Jem</b> <i>9 March 2009</i><p>About time too, I have been buying frozen rolls for a week and they are dreadful, truly dreadful.</p></div><div><b>Pip</b> <i>9 March 2009</i><p>The bakers deserve all of it and a holiday too, nobody should work five nights in a row for anyone.</p></div></section></main>",
    ),
    B,
    ["David Orme"],
    "2009-03-08",
    BP,
)
