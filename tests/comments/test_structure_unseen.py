"""Comment sections in the words of software and sites that no labelled page stands for, and what only looks like one.

Each page holds Una's comment of 08:00 and Bo's of 09:30 on 20 November 2026, in the markup of its kind, written from
memory of that kind and shortened.
"""

from __future__ import annotations

import re

import pytest

from tests.support.structure_pages import comments

PAGES = {
    "discourse": """
<div id="main-outlet"><div itemscope itemtype="http://schema.org/DiscussionForumPosting">
<div id="post_1" itemprop="comment" itemscope itemtype="http://schema.org/Comment" class="topic-body crawler-post">
<div class="crawler-post-meta">
<span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person">
<a itemprop="url" href="/u/una"><span itemprop="name">una</span></a></span><span class="crawler-post-infos">
<time itemprop="datePublished" datetime="2026-11-20T08:00:00Z" class="post-time">November 20, 2026, 8:00am</time>
<meta itemprop="dateModified" content="2026-11-20T08:00:00Z"><span itemprop="position">1</span></span></div>
<div class="post" itemprop="text"><p>High time.</p></div>
<div itemprop="interactionStatistic" itemscope itemtype="http://schema.org/InteractionCounter">
<meta itemprop="interactionType" content="http://schema.org/LikeAction">
<meta itemprop="userInteractionCount" content="4"><span class="post-likes">4 Likes</span></div></div>

<div id="post_2" itemprop="comment" itemscope itemtype="http://schema.org/Comment" class="topic-body crawler-post">
<div class="crawler-post-meta">
<span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person">
<a itemprop="url" href="/u/bo"><span itemprop="name">bo</span></a></span><span class="crawler-post-infos">
<time itemprop="datePublished" datetime="2026-11-20T09:30:00Z" class="post-time">November 20, 2026, 9:30am</time>
</span></div><div class="post" itemprop="text"><p>Not for me.</p></div></div></div></div>
""",
    "vbulletin5": """
<ul class="conversation-list">
<li class="b-post js-post" id="node5" data-node-id="5" itemprop="comment" itemscope itemtype="http://schema.org/Comment">
<div class="b-post__body"><div class="b-userinfo"><strong itemprop="author">Una</strong></div>
<time itemprop="dateCreated" datetime="2026-11-20T08:00:00">20-11-2026, 08:00</time>
<div class="js-post__content-text" itemprop="text">High time.</div></div></li>
<li class="b-post js-post" id="node7" itemprop="comment" itemscope itemtype="http://schema.org/Comment">
<div class="b-post__body"><div class="b-userinfo"><strong itemprop="author">Bo</strong></div>
<time itemprop="dateCreated" datetime="2026-11-20T09:30:00">20-11-2026, 09:30</time>
<div class="js-post__content-text" itemprop="text">Not for me.</div></div></li></ul>
""",
    "drupal10": """
<section class="comments" data-drupal-selector="comments"><h2 class="comments__title">Comments</h2>
<article data-comment-user-id="3" id="comment-5" class="comment js-comment" role="article">
<span class="hidden new-indicator" data-comment-timestamp="1795161600"></span><footer class="comment__meta">
<article typeof="schema:Person" about="/user/3"></article><p class="comment__author"><span>Una</span></p>
<p class="comment__time">Fri, 11/20/2026 - 08:00</p><p class="comment__permalink">
<a href="/comment/5#comment-5">Permalink</a></p></footer><div class="comment__content"><h3>
<a href="/comment/5#comment-5" class="permalink">High time</a></h3>
<div class="text-content clearfix field field--name-comment-body"><p>High time.</p></div><ul class="links inline">
<li>Log in to post comments</li></ul></div></article><div class="indented">
<article id="comment-7" class="comment js-comment"><footer class="comment__meta"><p class="comment__author">Bo</p>
<p class="comment__time">Fri, 11/20/2026 - 09:30</p><p class="visually-hidden">In reply to
<a href="/comment/5#comment-5">High time</a> by <span>Una</span></p></footer><div class="comment__content">
<div class="field--name-comment-body"><p>Not for me.</p></div></div></article></div></section>
""",
    "jcomments": """
<div id="jc"><div id="comments"><h4>Comments</h4><div class="comments-list" id="comments-list-0">
<div class="even" id="comment-item-5"><div class="rbox"><div class="rbox_m">
<div class="comment-box usertype-guest"><span class="comments-vote"><span id="comment-vote-holder-5">
<span class="vote-good">+4</span></span></span><a class="comment-anchor" href="/ferry#comment-5" id="comment-5">#1
</a><span class="comment-author">Una</span><span class="comment-date">2026-11-20 08:00</span>
<div class="comment-body" id="comment-body-5">High time.</div><span class="comments-buttons"><a href="#">Quote</a>
</span></div></div></div></div><div class="odd" id="comment-item-7"><div class="rbox"><div class="rbox_m">
<div class="comment-box usertype-guest"><a class="comment-anchor" href="/ferry#comment-7" id="comment-7">#2</a>
<span class="comment-author">Bo</span><span class="comment-date">2026-11-20 09:30</span>
<div class="comment-body" id="comment-body-7">Not for me.</div></div></div></div></div></div></div></div>
""",
    "komento": """
<div id="section-kmt" class="theme-kuro"><ul class="kmt-list">
<li id="kmt-5" class="kmt-item kmt-5 kmt-child-0" data-depth="0" data-parentid="0"><div class="kmt-wrap">
<div class="kmt-head"><span class="kmt-author">Una</span><span class="kmt-time">
<time datetime="2026-11-20T08:00:00+00:00" title="x">2 days ago</time></span></div><div class="kmt-body">
<div class="commentText kmt-text">High time.</div></div><div class="kmt-control"><span class="likesCount">4</span>
</div></div></li><li id="kmt-7" class="kmt-item kmt-7 kmt-child-1" data-depth="1" data-parentid="kmt-5">
<div class="kmt-wrap"><div class="kmt-head"><span class="kmt-author">Bo</span><span class="kmt-time">
<time datetime="2026-11-20T09:30:00+00:00">2 days ago</time></span></div><div class="kmt-body">
<div class="commentText kmt-text">Not for me.</div></div></div></li></ul></div>
""",
    "typo3": """
<div class="tx-pwcomments"><h3>Comments (2)</h3><div class="pw-comment" id="tx-pwcomments-5">
<p class="tx-pwcomments-author"><strong>Una</strong> wrote on 20.11.2026 at 08:00</p>
<p class="tx-pwcomments-message">High time.</p></div><div class="pw-comment" id="tx-pwcomments-7">
<p class="tx-pwcomments-author"><strong>Bo</strong> wrote on 20.11.2026 at 09:30</p>
<p class="tx-pwcomments-message">Not for me.</p></div></div>
""",
    "blogger": """
<div class="comments" id="comments"><h4>2 comments:</h4><div id="Blog1_comments-block-wrapper">
<dl class="avatar-comment-indent" id="comments-block"><dt class="comment-author" id="c5"><a name="c5"></a>
<div class="avatar-image-container"></div><a href="https://www.blogger.com/profile/1" rel="nofollow">Una
</a> said...</dt><dd class="comment-body" id="Blog1_cmt-5"><p>High time.</p></dd><dd class="comment-footer">
<span class="comment-timestamp">
<a href="https://x.blogspot.com/ferry.html?showComment=1795161600000#c5" title="comment permalink">20 November 2026 at 08:00
</a></span></dd><dt class="comment-author" id="c7"><a name="c7"></a>Bo said...</dt>
<dd class="comment-body" id="Blog1_cmt-7"><p>Not for me.</p></dd><dd class="comment-footer">
<span class="comment-timestamp">
<a href="https://x.blogspot.com/ferry.html?showComment=1795167000000#c7">20 November 2026 at 09:30</a></span></dd>
</dl></div></div>
""",
    "blogger_threaded": """
<div class="comments" id="comments"><h3>2 comments:</h3><div class="comment-thread"><ol id="top-ra">
<li class="comment" id="c5"><div class="avatar-image-container"><img src="x"></div><div class="comment-block">
<div class="comment-header"><cite class="user"><a href="https://www.blogger.com/profile/1">Una</a></cite>
<span class="icon user"></span><span class="datetime secondary-text">
<a href="https://x.example/?showComment=1795161600000#c5">20 November 2026 at 08:00</a></span></div>
<p class="comment-content">High time.</p><span class="comment-actions secondary-text">
<a class="comment-reply">Reply</a></span></div><div class="comment-replies">
<div id="c5-rt" class="comment-thread inline-thread"><span class="thread-toggle"><span class="thread-arrow"></span>
<span class="thread-count"><a>Replies</a></span></span><ol id="c5-ra" class="thread-chrome"><div>
<li class="comment" id="c7"><div class="comment-block"><div class="comment-header"><cite class="user">Bo</cite>
<span class="datetime secondary-text">
<a href="https://x.example/?showComment=1795167000000#c7">20 November 2026 at 09:30</a></span></div>
<p class="comment-content">Not for me.</p></div></li></div></ol></div></div></li></ol></div></div>
""",
    "livejournal": """
<div class="b-tree-root" id="comments"><div class="b-tree b-tree-best"><div class="b-tree-twig b-tree-twig-1">
<div class="comment-wrap" id="t5"><div id="ljcmt5" class="b-leaf"><div class="b-leaf-header">
<span class="b-leaf-username"><span class="ljuser"><a href="#"><b>una</b></a></span></span>
<span class="b-leaf-createdago"><span title="2026-11-20 08:00:00 UTC">November 20 2026, 08:00:00 UTC</span></span>
</div><div class="b-leaf-article">High time.</div></div></div></div>
<div class="b-tree-twig b-tree-twig-2" style="margin-left:30px"><div class="comment-wrap" id="t7">
<div id="ljcmt7" class="b-leaf"><div class="b-leaf-header"><span class="b-leaf-username"><b>bo</b></span>
<span class="b-leaf-createdago">November 20 2026, 09:30:00 UTC</span></div><div class="b-leaf-article">Not for me.
</div></div></div></div></div></div>
""",
    "hashed": """
<section aria-label="Comments"><h2>Comments (2)</h2><div class="x7Hq2 a8K"><div class="p2Zf"><span class="kD91">Una
</span><time datetime="2026-11-20T08:00:00Z">Nov 20</time></div><div class="Lm3"><p>High time.</p></div>
<button>Like</button><span class="q0">4</span></div><div class="x7Hq2 a8K"><div class="p2Zf"><span class="kD91">Bo
</span><time datetime="2026-11-20T09:30:00Z">Nov 20</time></div><div class="Lm3"><p>Not for me.</p></div></div>
</section>
""",
    "table": """
<h3>Reader comments</h3><table class="comments"><tr class="comment"><td class="author">Una<br>
<small>20.11.2026 08:00</small></td><td class="text">High time.</td></tr><tr class="comment"><td class="author">Bo
<br><small>20.11.2026 09:30</small></td><td class="text">Not for me.</td></tr></table>
""",
    "dl": """
<div id="comments"><h3>2 Comments</h3><dl><dt><b>Una</b> on 20 November 2026, 08:00</dt><dd>High time.</dd><dt>
<b>Bo</b> on 20 November 2026, 09:30</dt><dd>Not for me.</dd></dl></div>
""",
    "remark42": """
<div class="root__comments" role="list">
<div class="comment root__comment" id="remark42__comment-a1b2" role="listitem"><div class="comment__info">
<button class="comment__username" title="x">Una</button>
<a class="comment__time" href="#remark42__comment-a1b2">20/11/2026 at 08:00</a><span class="comment__score">
<span class="comment__score-value">4</span></span></div><div class="comment__body">
<div class="comment__text raw-content"><p>High time.</p></div></div></div><div class="thread" role="listitem">
<div class="comment" id="remark42__comment-c3d4"><div class="comment__info"><button class="comment__username">Bo
</button><a class="comment__time" href="#remark42__comment-c3d4">20/11/2026 at 09:30</a></div>
<div class="comment__body"><div class="comment__text raw-content"><p>Not for me.</p></div></div></div></div></div>
""",
    "commento": """
<div id="commento-comments-area"><div id="commento-comment-card-5ab" class="commento-card">
<div class="commento-header"><div id="commento-comment-name-5ab" class="commento-name">Una</div>
<div class="commento-subtitle" ><div id="commento-comment-score-5ab" class="commento-score">4 points</div>
<div id="commento-comment-timeago-5ab" class="commento-timeago" title="Fri Nov 20 2026 08:00:00 GMT+0000">4 days ago
</div></div></div><div id="commento-comment-contents-5ab">
<div id="commento-comment-body-5ab" class="commento-body"><div id="commento-comment-text-5ab"><p>High time.</p>
</div></div><div class="commento-options"></div>
<div id="commento-comment-children-5ab" class="commento-card-children">
<div id="commento-comment-card-7cd" class="commento-card"><div class="commento-header">
<div class="commento-name">Bo</div><div class="commento-subtitle">
<div class="commento-timeago" title="Fri Nov 20 2026 09:30:00 GMT+0000">4 days ago</div></div></div>
<div class="commento-contents"><div class="commento-body"><p>Not for me.</p></div></div></div></div></div></div>
</div>
""",
    "amp": """
<amp-list class="c-comments" id="comments"><div role="list"><div role="listitem" class="amp-comment">
<div class="amp-comment-meta"><span class="amp-comment-author">Una</span>
<span class="amp-comment-date">November 20, 2026 at 8:00 am</span></div><div class="amp-comment-content">
<p>High time.</p></div></div><div role="listitem" class="amp-comment"><div class="amp-comment-meta">
<span class="amp-comment-author">Bo</span> <span class="amp-comment-date">November 20, 2026 at 9:30 am</span></div>
<div class="amp-comment-content"><p>Not for me.</p></div></div></div></amp-list>
""",
    "substack": """
<div class="comment-list"><div class="comment-list-items"><div class="comment">
<div id="comment-5" class="comment-anchor"></div><div class="comment-content"><div class="comment-meta">
<a class="commenter-name" href="https://substack.com/profile/1">Una</a>
<a class="comment-timestamp" title="Nov 20, 2026, 8:00 AM" href="/p/ferry/comment/5">4d</a></div>
<div class="comment-body"><p>High time.</p></div><div class="comment-actions"><a class="like-button">
<span class="label">4</span></a></div></div></div><div class="comment"><div class="comment-content">
<div class="comment-meta"><a class="commenter-name">Bo</a>
<a class="comment-timestamp" title="Nov 20, 2026, 9:30 AM">4d</a></div><div class="comment-body"><p>Not for me.</p>
</div></div></div></div></div>
""",
    "facebookish": """
<div class="fb-comments-export"><ul><li class="fbFeedbackPost"><div class="UFICommentActorAndBody">
<a class="UFICommentActorName" href="/una">Una</a><span class="UFICommentBody">High time.</span></div>
<div class="fcg">
<abbr class="UFISutroCommentTimestamp" data-utime="1795161600" title="Friday, 20 November 2026 at 08:00">4d</abbr>
<span class="likes">4</span></div></li><li class="fbFeedbackPost"><a class="UFICommentActorName">Bo</a>
<span class="UFICommentBody">Not for me.</span><abbr data-utime="1795167000">4d</abbr></li></ul></div>
""",
    "dislike_table": """
<div id="kommentare"><article class="posting" data-postingid="5" data-parentpostingid="">
<header class="posting-head"><a class="posting-user" href="/u/1">Una</a>
<time datetime="2026-11-20T08:00">20. November 2026, 08:00</time></header><div class="posting-body"><h3>Endlich
</h3><p>High time.</p></div><footer><span class="rating-pos">4</span><span class="rating-neg">1</span></footer>
</article><article class="posting" data-postingid="7" data-parentpostingid="5"><header class="posting-head">
<a class="posting-user">Bo</a><time datetime="2026-11-20T09:30">20. November 2026, 09:30</time></header>
<div class="posting-body"><p>Not for me.</p></div></article></div>
""",
}

STATED = {
    "discourse": ({"up": 4}, {}),
    "drupal10": ({}, {"parent": "5"}),
    "jcomments": ({"up": 4}, {}),
    "komento": ({"up": 4}, {"parent": "kmt-5"}),
    "blogger_threaded": ({}, {"parent": "5"}),
    "remark42": ({"score": 4}, {"parent": "a1b2"}),
    "commento": ({"score": 4}, {"parent": "commento-comment-card-5ab"}),
    "livejournal": ({}, {"parent": "f8b3c963408255a5"}),
    "hashed": ({"up": 4}, {}),
    "substack": ({"up": 4}, {}),
    "facebookish": ({"up": 4}, {}),
    "dislike_table": ({"up": 4, "down": 1, "score": 3}, {"parent": "5"}),
}
"""Further fields of the two comments."""

ZONED = re.compile(r"(?:Z|UTC|GMT)$|[+-]\d\d:?\d\d$|^\d{10,13}$")
"""End of a time that states its zone, or a number of seconds since 1970. No host of these pages tells a zone."""

LOOSE = {"hashed", "dl", "dislike_table"}
"""Where a vote, a title or the date stays with the text, as nothing names it."""


@pytest.mark.parametrize("kind", PAGES)
def test_software_and_sites_of_other_words(kind: str) -> None:
    found = comments(PAGES[kind])
    assert [(one.author.name if one.author else "").casefold() for one in found] == ["una", "bo"]  # type: ignore[union-attr]
    assert [f"{one.dateCreated:%d %H:%M}" for one in found if one.dateCreated] == ["20 08:00", "20 09:30"]
    states_zone = [bool(ZONED.search(one.dateCreatedRaw or "")) for one in found]
    assert [one.dateCreatedPrecision for one in found] == ["exact" if zoned else "local" for zoned in states_zone]
    if kind in LOOSE:
        assert ["High time." in (one.text or "") for one in found] == [True, False]
    else:
        assert [one.text for one in found] == ["High time.", "Not for me."]
    assert len({one.nativeId for one in found}) == 2
    stated = [
        {
            name: value
            for name, value in (
                ("up", one.upvoteCount), ("down", one.downvoteCount), ("score", one.score), ("parent", one.parentItem)
            )
            if value is not None
        }
        for one in found
    ]  # fmt: skip
    assert tuple(stated) == STATED.get(kind, ({}, {}))


OTHER_SCRIPTS = {
    "korean": """
<div class="u_cbox_wrap"><ul class="u_cbox_list"><li class="u_cbox_comment"><div class="u_cbox_comment_box">
<div class="u_cbox_area"><div class="u_cbox_info"><span class="u_cbox_info_main"><span class="u_cbox_name">
<span class="u_cbox_nick">하늘</span></span></span></div><div class="u_cbox_text_wrap">
<span class="u_cbox_contents">드디어 시작하네요.</span></div><div class="u_cbox_info_base">
<span class="u_cbox_date" data-value="2026-11-20T08:00:00+0900">2026.11.20. 08:00</span></div>
<div class="u_cbox_tool"><a class="u_cbox_btn_reply">답글</a><div class="u_cbox_recomm_set">
<a class="u_cbox_btn_recomm"><em class="u_cbox_cnt_recomm">4</em></a><a class="u_cbox_btn_unrecomm">
<em class="u_cbox_cnt_unrecomm">1</em></a></div></div></div></div></li><li class="u_cbox_comment">
<div class="u_cbox_comment_box"><div class="u_cbox_area"><div class="u_cbox_info"><span class="u_cbox_nick">바다
</span></div><div class="u_cbox_text_wrap"><span class="u_cbox_contents">나는 아니에요.</span></div>
<div class="u_cbox_info_base"><span class="u_cbox_date">2026.11.20. 09:30</span></div></div></div></li></ul></div>
""",
    "japanese": """
<section id="comments"><h2>コメント(2)</h2><ul class="commentList"><li class="commentItem"><p class="name">うな</p>
<p class="date">2026年11月20日 08:00</p><p class="txt">待ってました。</p><span class="good">4</span></li>
<li class="commentItem"><p class="name">ぼう</p><p class="date">2026年11月20日 09:30</p><p class="txt">私は違う。</p></li>
</ul></section>
""",
    "arabic": """
<div dir="rtl" id="comments" class="comments-section"><h3>التعليقات (2)</h3><div class="comment-item">
<span class="comment-author">سلمى</span><span class="comment-date">20/11/2026 08:00</span>
<p class="comment-text">أخيرا.</p></div><div class="comment-item"><span class="comment-author">كريم</span>
<span class="comment-date">20/11/2026 09:30</span><p class="comment-text">ليس لي.</p></div></div>
""",
    "russian": """
<div class="comments"><h3>Комментарии (2)</h3><div class="comment" id="comment_5"><div class="comment__author">Уна
</div><div class="comment__date">20 ноября 2026, 08:00</div><div class="comment__text">Давно пора.</div>
<div class="comment__rating"><span class="plus">4</span><span class="minus">1</span></div></div>
<div class="comment" id="comment_7"><div class="comment__author">Бо</div>
<div class="comment__date">20 ноября 2026, 09:30</div><div class="comment__text">Не для меня.</div></div></div>
""",
}


@pytest.mark.parametrize(
    ("kind", "lang", "authors", "first", "votes"),
    [
        ("korean", "ko", ["하늘", "바다"], "드디어 시작하네요.", (4, 1)),
        ("japanese", "ja", ["うな", "ぼう"], "待ってました。", (4, None)),
        ("arabic", "ar", ["سلمى", "كريم"], "أخيرا.", (None, None)),
        ("russian", "ru", ["Уна", "Бо"], "Давно пора.", (4, 1)),
    ],
)
def test_other_scripts(
    kind: str, lang: str, authors: list[str], first: str, votes: tuple[int | None, int | None]
) -> None:
    found = comments(OTHER_SCRIPTS[kind], lang)
    assert [one.author.name for one in found if one.author] == authors
    assert [f"{one.dateCreated:%d}" for one in found if one.dateCreated] == ["20", "20"]
    assert found[0].text == first
    assert (found[0].upvoteCount, found[0].downvoteCount) == votes


TRAPS = {
    "reviews": """
<section class="reviews"><h2>Customer reviews</h2>
<div class="review" itemprop="review" itemscope itemtype="https://schema.org/Review"><span itemprop="author">Una
</span><time itemprop="datePublished" datetime="2026-11-20">Nov 20</time><span class="stars">★★★★★</span>
<p itemprop="reviewBody">Great ferry.</p></div>
<div class="review" itemprop="review" itemscope itemtype="https://schema.org/Review"><span itemprop="author">Bo
</span><time itemprop="datePublished" datetime="2026-11-19">Nov 19</time><p itemprop="reviewBody">Fine.</p></div>
</section>
""",
    "reviews2": """
<div id="comments-and-reviews" class="product-reviews"><h3>Reviews</h3><div class="review-item">
<b class="review-author">Una</b><span class="review-date">20.11.2026</span><div class="rating">5/5</div>
<p class="review-text">Great ferry.</p></div><div class="review-item"><b class="review-author">Bo</b>
<span class="review-date">19.11.2026</span><p class="review-text">Fine.</p></div></div>
""",
    "teasers": """
<section class="opinion"><h2>Kommentare</h2><article class="teaser"><a href="/a"><span class="author">Una</span>
<time datetime="2026-11-20">20.11.</time><h3>Endlich</h3><p>Die Fähre fährt wieder.</p></a></article>
<article class="teaser"><a href="/b"><span class="author">Bo</span><time datetime="2026-11-19">19.11.</time>
<h3>Schade</h3><p>Die Fähre fährt nicht.</p></a></article></section>
""",
    "teasers2": """
<div class="comment-teasers"><h2>Comment</h2><div class="item"><h3><a href="/a">High time for ferries</a></h3>
<p class="author">Una Brook</p><p class="date">20 November 2026</p>
<p class="text">The ferry sails again, and so should we all.</p></div><div class="item"><h3><a href="/b">Not for me
</a></h3><p class="author">Bo Hill</p><p class="date">19 November 2026</p>
<p class="text">The ferry is late, and so is everything.</p></div></div>
""",
    "live": """
<div class="live-blog"><article class="live-entry" id="entry-5"><time datetime="2026-11-20T08:00">08:00</time>
<span class="author">Una Brook</span><h3>Ferry leaves</h3><div class="entry-content"><p>The ferry has left.</p>
</div></article><article class="live-entry" id="entry-7"><time datetime="2026-11-20T09:30">09:30</time>
<span class="author">Bo Hill</span><div class="entry-content"><p>The ferry is back.</p></div></article></div>
""",
    "tweets": """
<blockquote class="twitter-tweet"><p>The ferry sails.</p>— Una (@una)
<a href="https://twitter.com/una/status/5">November 20, 2026</a></blockquote><blockquote class="twitter-tweet">
<p>Not for me.</p>— Bo (@bo) <a href="https://twitter.com/bo/status/7">November 20, 2026</a></blockquote>
""",
    "qa": """
<div class="faq"><div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">When?</h3>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><p itemprop="text">At eight.</p>
</div></div></div>
""",
    "authorbox": """
<div class="author-box"><h3 class="author-name">Una Brook</h3><time datetime="2026-11-20T08:00">20 Nov</time>
<p class="author-bio">Una writes of ferries.</p></div>
""",
    "widget": """
<aside class="widget widget_recent_comments"><h2>Recent Comments</h2><ul id="recentcomments">
<li class="recentcomments"><span class="comment-author-link">Una</span> on <a href="/a#comment-5">Ferry</a></li>
<li class="recentcomments"><span class="comment-author-link">Bo</span> on <a href="/b#comment-7">Boat</a></li></ul>
</aside>
""",
    "widget2": """
<div class="box latest"><h3>Latest comments</h3><div class="comment"><span class="author">Una</span>
<span class="date">20.11.2026 08:00</span><p class="text">High time.</p><a href="/ferry#comment-5">Ferry</a></div>
<div class="comment"><span class="author">Bo</span> <span class="date">20.11.2026 09:30</span>
<p class="text">Not for me.</p><a href="/boat#comment-7">Boat</a></div></div>
""",
    "podcast": """
<section class="discussion"><h2>Discussion</h2><ul class="episodes"><li class="episode"><h3>Episode 5</h3>
<time datetime="2026-11-20">20 Nov 2026</time><p>Una Brook talks with Bo Hill of ferries.</p><audio></audio></li>
<li class="episode"><h3>Episode 4</h3><time datetime="2026-11-13">13 Nov 2026</time>
<p>Bo Hill talks with Una Brook of boats.</p></li></ul></section>
""",
    "events": """
<section id="responses"><h2>Events</h2><div class="event"><span class="event-date">20.11.2026 08:00</span>
<b>Harbour</b><p>Ferry party.</p></div><div class="event"><span class="event-date">21.11.2026 08:00</span>
<b>Town hall</b><p>Ferry talk.</p></div></section>
""",
    "form": """
<div id="respond" class="comment-respond"><h3>Leave a comment</h3><form id="commentform">
<p class="comment-form-comment"><label>Comment</label><textarea></textarea></p><p class="comment-form-author">
<label>Name</label><input></p></form></div>
""",
    "none": """
<div id="comments"><h3>0 Comments</h3><p>Be the first to comment.</p><div class="post-meta">
<span class="author">Una Brook</span> <time datetime="2026-11-20T08:00">20 Nov</time></div></div>
""",
    "related": """
<div class="comments-wrapper"><h3>Discussion</h3></div><div class="related-posts"><div class="post">
<span class="author">Una Brook</span><time datetime="2026-11-20">20 Nov</time><a href="/a">Ferry</a></div>
<div class="post"><span class="author">Bo</span><time datetime="2026-11-19">19 Nov</time><a href="/b">Boat</a>
</div></div>
""",
    "quotes": """
<section class="voices"><h2>Reactions</h2><div class="quote"><p>“High time,” said the mayor.</p>
<cite>Una Brook, mayor</cite></div><div class="quote"><p>“Not for me,” said the captain.</p><cite>Bo Hill, captain
</cite></div></section>
""",
    "placeholder": """
<div id="comments"><div class="comment-template"><span class="author">{{author}}</span><span class="date">{{date}}
</span><p class="text">{{text}}</p></div></div>
""",
}


@pytest.mark.parametrize("kind", TRAPS)
def test_what_only_looks_like_comments(kind: str) -> None:
    assert comments(TRAPS[kind]) == []


def test_an_anchor_with_the_number_beside_the_comment_is_not_the_comment() -> None:
    assert [one.text for one in comments(PAGES["substack"])] == ["High time.", "Not for me."]


def test_ids_that_are_no_numbers_are_kept_whole() -> None:
    block = """<div class="comment" id="c-{0}"><b class="author">Una {0}</b><time datetime="2026-11-20T08:00"></time>
    <p class="text">Text of {0}.</p></div>"""
    found = comments(
        '<div class="comments">' + "".join(block.format(one) for one in ("a1b2", "f3c2", "e9d2")) + "</div>"
    )
    assert [one.nativeId for one in found] == ["a1b2", "f3c2", "e9d2"]


def test_a_score_that_is_printed_as_up_and_down_is_no_number() -> None:
    (one,) = comments("""<div class="comments"><div class="comment" id="comment-5"><b class="author">Una</b>
    <time datetime="2026-11-20T08:00"></time><p class="text">High time.</p>
    <div class="rating"><span class="plus">4</span><span class="minus">1</span></div></div></div>""")
    assert (one.upvoteCount, one.downvoteCount, one.score) == (4, 1, 3)


@pytest.mark.parametrize(
    "author",
    [
        "Una Brook on Fri, 20 November 2026 - 08:00",
        "Una Brook | Fr., 20. November 2026 - 08:00",
        "Una Brook · 20.11.2026, 08:00",
        "Una Brook, 20 November 2026 at 08:00",
        "Una Brook (not verified)",
        "Una Brook (nicht überprüft) | Fr., 20. November 2026 - 08:00",
        "von Una Brook am 20.11.2026",
        "Una Brook said...",
    ],
)
def test_a_name_without_what_is_printed_beside_it(author: str) -> None:
    (one,) = comments(f"""<div class="comments"><div class="comment" id="comment-5"><div class="author">{author}</div>
    <time datetime="2026-11-20T08:00"></time><p class="text">High time.</p></div></div>""")
    assert one.author is not None
    assert one.author.name == "Una Brook"


@pytest.mark.parametrize(
    "votes",
    [
        '<button aria-label="Like">4</button><button aria-label="Dislike">1</button>',
        '<button title="Gefällt mir">4</button><button title="Gefällt mir nicht">1</button>',
        '<button><i></i><span class="like-count">4</span></button><button><span class="dislike-count">1</span></button>',
        '<span class="vote-up">+4</span> <span class="vote-down">−1</span>',
        '<div class="rating"><span class="plus">4</span><span class="minus">1</span></div>',
    ],
)
def test_votes_on_buttons_and_beside_each_other(votes: str) -> None:
    (one,) = comments(f"""<div class="comments"><div class="comment" id="comment-5"><b class="author">Una</b>
    <time datetime="2026-11-20T08:00"></time><p class="text">High time.</p>{votes}</div></div>""")
    assert (one.upvoteCount, one.downvoteCount, one.text) == (4, 1, "High time.")


def test_votes_in_the_attributes_of_a_comment() -> None:
    (one,) = comments("""<div class="comments"><div class="comment" id="comment-5" data-likes="4" data-dislikes="1">
    <b class="author">Una</b><time datetime="2026-11-20T08:00"></time><p class="text">High time.</p></div></div>""")
    assert (one.upvoteCount, one.downvoteCount) == (4, 1)


def test_a_name_that_html_escapes() -> None:
    (one,) = comments("""<section><h2>1 Comment</h2><div class="q1"><span class="q2">Una &amp; Co</span>
    <time datetime="2026-11-20T08:00"></time><div class="q3"><p>High time.</p></div></div></section>""")
    assert one.author is not None
    assert one.author.name == "Una & Co"


def test_a_template_that_gives_all_comments_one_id_loses_none_of_them() -> None:
    block = """<li class="comment" id="comment-20"><b class="author">Una {0}</b><time datetime="2026-11-20T08:0{0}"></time>
    <div id="div-comment-20" class="text">Word number {0} of the thread.</div></li>"""
    found = comments('<ol class="comment-list">' + "".join(map(block.format, range(3))) + "</ol>")
    assert [one.text for one in found] == [f"Word number {n} of the thread." for n in range(3)]
    assert len({one.nativeId for one in found}) == 3


def test_a_comment_that_is_a_picture_alone_is_visible() -> None:
    first, second = comments("""<ol class="comment-list"><li class="comment" id="comment-1"><b class="author">Una</b>
    <div class="comment-content"><p><img src="/cat.gif" alt=""></p></div></li><li class="comment" id="comment-2">
    <b class="author">Bo</b><div class="comment-content"><p>High time for a new boat.</p></div></li></ol>""")
    assert (first.state, first.text) == ("visible", None)
    assert 'href="https://gazette.example/cat.gif"' in (first.html or "")
    assert second.state == "visible"


HEADS = {
    "a row of two boxes": "<div><div class='comment-by'>{name}, {time}</div><div>{text}</div></div>",
    "heads and texts in turn": "<div class='comment-by'>{name}, {time}</div><div>{text}</div>",
    "a head in a box of its own": "<div><div><div class='comment-by'>{name}, {time}</div></div><p>{text}</p></div>",
}


@pytest.mark.parametrize("markup", HEADS.values(), ids=HEADS)
def test_names_of_the_heads_alone_tell_where_the_comments_are(markup: str) -> None:
    said = [
        ("Ann Arber", "5 March 2026, 10:12", "The harbour was dry already in the spring, and nobody told us why."),
        ("Bob Quist", "5 March 2026, 11:40", "My boat lies there, so I know that the water came back on Sunday."),
        ("Cleo Dahl", "6 March 2026, 09:05", "Two of the pumps have been broken since the summer before last."),
    ]
    rows = "".join(markup.format(name=name, time=time, text=text) for name, time, text in said)
    story = "<p>The council has said that the pumps of the harbour will be mended before the summer comes.</p>" * 3
    assert [(one.author and one.author.name, one.text) for one in comments(f"{story}<section>{rows}</section>")] == [
        (name, text) for name, _, text in said
    ]


def test_teasers_with_counts_of_comments_are_none() -> None:
    rows = "".join(
        f"<div><a href='/s{number}'>The mayor of the town opens the bridge</a> Ann Arber, 5 March 2026, 1{number}:12"
        f"<div>The bridge was closed for {number} years, and nobody knew why.</div>"
        f"<span class='comment-count'>{number} comments</span></div>"
        for number in range(1, 6)
    )
    story = "<p>The council has said that the pumps of the harbour will be mended before the summer comes.</p>" * 3
    assert comments(f"{story}<section>{rows}</section>") == []
