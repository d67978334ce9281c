"""One small page per vocabulary: which blocks, by whom, when, what, under whom."""

from __future__ import annotations

import pytest

from tests.support.structure_pages import comments


def rows(body: str, lang: str = "en") -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    """(id, author, time, text, parent)"""
    return [
        (
            one.nativeId,
            one.author.name if one.author else None,
            f"{one.dateCreated:%Y-%m-%d %H:%M}" if one.dateCreated else None,
            one.text,
            one.parentItem,
        )
        for one in comments(body, lang)
    ]


WORDPRESS = """
<div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on Ferry</h2><ol class="comment-list">
<li id="comment-5" class="comment even depth-1 parent"><article id="div-comment-5" class="comment-body">
 <footer class="comment-meta"><div class="comment-author vcard"><img class="avatar" alt=""><b class="fn">Una</b>
  <span class="says">says:</span></div>
  <div class="comment-metadata"><a href="#comment-5"><time datetime="2026-11-20T08:00:00+01:00">20 November 2026</time></a></div>
 </footer><div class="comment-content"><p>High time.</p></div>
 <div class="reply"><a class="comment-reply-link" href="?replytocom=5">Reply</a></div></article>
 <ol class="children"><li id="comment-7" class="comment odd depth-2"><article id="div-comment-7" class="comment-body">
  <footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Bo</b> <span class="says">says:</span></div>
  <div class="comment-metadata"><a href="#comment-7"><time datetime="2026-11-20T09:30:00+01:00">now</time></a></div></footer>
  <div class="comment-content"><p>Not for me.</p></div></article></li></ol></li>
<li id="comment-9" class="pingback depth-1"><div class="comment-body">Pingback: <a href="https://other.example/">Other</a></div></li>
</ol></div>
"""

WPDISCUZ = """
<div id="wpcomm"><div id="wcThreadWrapper" class="wc-thread-wrapper">
<div id="wc-comm-30_0" class="wc-comment wpdiscuz-root-comment wc_comment_level-1"><div id="comment-30" class="wc-comment-right">
 <div class="wc-comment-header"><div class="wc-comment-author">Una</div></div>
 <div class="wc-comment-text"><p>High time.</p><span id="wpdiscuz-readmore-30_0"><span class="wpdiscuz-readmore">More</span></span></div>
 <div class="wc-comment-footer"><span class="wc-vote-result">-3</span><div class="wc-comment-date">2 hours ago</div></div></div>
 <div id="wc-comm-31_30" class="wc-comment wc-reply wc_comment_level-2"><div id="comment-31" class="wc-comment-right">
  <div class="wc-comment-header"><div class="wc-comment-author">Bo</div></div>
  <div class="wc-comment-text"><p>Not for me.</p></div>
  <div class="wc-comment-footer"><div class="wc-comment-date">30 minutes ago</div></div></div></div>
</div></div></div>
"""

DRUPAL_7 = """
<section class="comments"><a id="comment-11"></a><div class="comment odd" about="/comment/11#comment-11" typeof="sioc:Post sioct:Comment">
 <p class="submitted"><span property="dc:date dc:created" content="2026-11-20T08:00:00+01:00"><span class="username">Una</span>
 on Fri, 20 November 2026 - 08:00</span></p><div class="field-name-comment-body"><p>High time.</p></div>
 <ul class="links"><li class="comment-reply"><a href="/comment/reply/1/11">reply</a></li></ul></div>
<div class="indented"><a id="comment-12"></a><div class="comment even" about="/comment/12#comment-12" typeof="sioc:Post sioct:Comment">
 <p class="submitted"><span property="dc:date dc:created" content="2026-11-20T09:30:00+01:00"><span class="username">Bo</span></span></p>
 <div class="field-name-comment-body"><p>Not for me.</p></div></div></div></section>
"""

BLOGGER = """
<section class="comments" id="comments"><ol id="top-ra"><li class="comment" id="c7416"><div class="comment-block"><div class="comment-header">
 <cite class="user"><a href="https://una.example/">Una</a></cite>
 <span class="datetime"><a href="https://gazette.example/ferry?showComment=1763622000000#c7416">whenever</a></span></div>
 <p class="comment-content">High time.</p><span class="comment-actions"><a class="comment-reply" target="_self">Reply</a></span></div>
 <div class="comment-replies"><ol><li class="comment" id="c7417"><div class="comment-block"><div class="comment-header"><cite class="user">Bo</cite>
  <span class="datetime"><a href="https://gazette.example/ferry?showComment=1763627400000#c7417">whenever</a></span></div>
  <p class="comment-content">Not for me.</p></div></li></ol></div></li></ol></section>
"""

PHPBB = """
<div id="p21" class="post bg2"><div class="inner"><dl class="postprofile"><dt><a class="username" href="/u/1">Una</a></dt></dl>
 <div class="postbody"><p class="author">by <strong><a class="username" href="/u/1">Una</a></strong> » Fri Nov 20, 2026 8:00 am</p>
 <div class="content">High time.</div></div></div></div>
<div id="p22" class="post bg1"><div class="inner"><dl class="postprofile"><dt><a class="username" href="/u/2">Bo</a></dt></dl>
 <div class="postbody"><p class="author">by <strong><a class="username" href="/u/2">Bo</a></strong> » Fri Nov 20, 2026 9:30 am</p>
 <div class="content">Not for me.</div></div></div></div>
"""

XENFORO = """
<div class="block-body"><article class="message message--post" data-author="Una" data-content="post-41" id="js-post-41">
 <div class="message-userDetails"><h4 class="message-name"><a class="username">Una</a></h4></div>
 <div class="message-main"><header class="message-attribution"><time class="u-dt" datetime="2026-11-20T08:00:00+0100">Friday</time></header>
 <div class="message-content"><article class="message-body"><div class="bbWrapper">High time.</div></article></div></div></article>
<article class="message message--post" data-author="Bo" data-content="post-42" id="js-post-42">
 <div class="message-userDetails"><h4 class="message-name"><a class="username">Bo</a></h4></div>
 <div class="message-main"><header class="message-attribution"><time class="u-dt" datetime="2026-11-20T09:30:00+0100">Friday</time></header>
 <div class="message-content"><article class="message-body"><div class="bbWrapper">Not for me.</div></article></div></div></article></div>
"""

SPIP = """
<div id="comments"><ul class="forum comments-list"><li class="forum-fil comment"><div class="comment-message forum-message">
 <div class="comment-content forum-texte"><div class="crayon forum-texte-51 comment-texte"><p>High time.</p></div></div>
 <div class="comment-meta forum-chapo"><span class="comment-author vcard"><strong class="fn crayon forum-qui-51">Una</strong></span>
 <abbr class="date" title="2026-11-20T07:00:00Z">Le 20 novembre à 08:00</abbr><p class="comment-reply"><a href="#">Répondre</a></p></div></div>
 <ul><li class="forum-fil comment"><div class="comment-message forum-message"><div class="comment-content forum-texte">
 <div class="crayon forum-texte-52 comment-texte"><p>Not for me.</p></div></div><div class="comment-meta forum-chapo">
 <span class="comment-author vcard"><strong class="fn">Bo</strong></span><abbr class="date" title="2026-11-20T08:30:00Z">x</abbr></div></div></li></ul>
</li></ul></div>
"""

DISQUS_STATIC = """
<div id="disqus_thread"><ul id="dsq-comments"><li class="comment" id="dsq-comment-61"><div id="dsq-comment-header-61" class="dsq-comment-header">
 <cite id="dsq-cite-61"><span id="dsq-author-user-61">Una</span></cite></div><div id="dsq-comment-body-61" class="dsq-comment-body">
 <div id="dsq-comment-message-61" class="dsq-comment-message"><p>High time.</p></div></div><time datetime="2026-11-20T08:00:00+01:00">x</time></li>
<li class="comment" id="dsq-comment-62"><div id="dsq-comment-header-62" class="dsq-comment-header"><cite id="dsq-cite-62"><span id="dsq-author-user-62">Bo</span></cite></div>
 <div id="dsq-comment-body-62" class="dsq-comment-body"><div id="dsq-comment-message-62" class="dsq-comment-message"><p>Not for me.</p></div></div>
 <time datetime="2026-11-20T09:30:00+01:00">x</time></li></ul></div>
"""


@pytest.mark.parametrize(
    ("body", "ids", "nested", "times"),
    [
        pytest.param(WORDPRESS, ("5", "7"), True, ("2026-11-20 08:00", "2026-11-20 09:30"), id="wordpress"),
        pytest.param(WPDISCUZ, ("30", "31"), True, ("2026-11-24 10:00", "2026-11-24 11:30"), id="wpdiscuz"),
        pytest.param(DRUPAL_7, ("11", "12"), True, ("2026-11-20 08:00", "2026-11-20 09:30"), id="drupal"),
        pytest.param(BLOGGER, ("7416", "7417"), True, ("2025-11-20 07:00", "2025-11-20 08:30"), id="blogger"),
        pytest.param(PHPBB, ("21", "22"), False, ("2026-11-20 08:00", "2026-11-20 09:30"), id="phpbb"),
        pytest.param(XENFORO, ("41", "42"), False, ("2026-11-20 08:00", "2026-11-20 09:30"), id="xenforo"),
        pytest.param(SPIP, ("51", "52"), True, ("2026-11-20 07:00", "2026-11-20 08:30"), id="spip"),
        pytest.param(DISQUS_STATIC, ("61", "62"), False, ("2026-11-20 08:00", "2026-11-20 09:30"), id="disqus-static"),
    ],
)
def test_vocabulary(body: str, ids: tuple[str, str], nested: bool, times: tuple[str, str]) -> None:
    assert rows(body) == [
        (ids[0], "Una", times[0], "High time.", None),
        (ids[1], "Bo", times[1], "Not for me.", ids[0] if nested else None),
    ]


def test_a_class_of_its_own_that_repeats() -> None:
    block = '<li class="fig-comment"><p class="fig-comment__username">{}</p><p class="fig-comment__date">le {}</p><p class="fig-comment__text">{}</p></li>'
    body = f'<ul class="fig-comments__list">{block.format("Una", "20/11/2026 à 08:00", "High time.")}{block.format("Bo", "20/11/2026 à 09:30", "Not for me.")}</ul>'
    assert [row[1:4] for row in rows(body, "fr")] == [
        ("Una", "2026-11-20 08:00", "High time."),
        ("Bo", "2026-11-20 09:30", "Not for me."),
    ]


def test_a_section_whose_parts_have_no_names() -> None:
    block = '<div class="x1"><b>{}</b> <time datetime="{}">then</time><div class="x2">{}</div></div>'
    body = f"<section><h2>Comments (2)</h2>{block.format('Una', '2026-11-20T08:00:00Z', 'High time.')}{block.format('Bo', '2026-11-20T09:30:00Z', 'Not for me.')}</section>"
    assert [row[1:4] for row in rows(body)] == [
        ("Una", "2026-11-20 08:00", "High time."),
        ("Bo", "2026-11-20 09:30", "Not for me."),
    ]


def test_json_ld_where_the_page_shows_none() -> None:
    body = """<script type="application/ld+json">{"@type": "NewsArticle", "comment": [{"@type": "Comment", "@id": "#c1", "text": "High time.",
    "author": {"name": "Una"}, "dateCreated": "2026-11-20T08:00:00+01:00", "upvoteCount": 4,
    "comment": {"@type": "Comment", "@id": "#c2", "text": "Not for me.", "author": "Bo"}}]}</script>"""
    assert rows(body) == [
        ("#c1", "Una", "2026-11-20 08:00", "High time.", None),
        ("#c2", "Bo", None, "Not for me.", "#c1"),
    ]


def test_a_definition_list() -> None:
    body = """<dl id="comment_list"><dt class="comment" id="comment-1"><span class="comment_author">Una</span>
    <span class="comment_time"><a href="#comment-1">November 20, 2026 at 8:00 am</a></span></dt>
    <dd class="comment"><div id="comment-body-1"><p>High time.</p></div></dd></dl>"""
    assert rows(body) == [("1", "Una", "2026-11-20 08:00", "High time.", None)]


def test_depth_classes_where_nothing_is_nested() -> None:
    block = '<div id="comment-{0}" class="comment level-{1}"><span class="author">r{0}</span><p class="comment-text">Text {0}.</p></div>'
    found = comments("".join(block.format(number, depth) for number, depth in ((1, 1), (2, 2), (3, 3), (4, 2), (5, 1))))
    assert [(one.nativeId, one.parentItem, one.depth) for one in found] == [
        ("1", None, 0),
        ("2", "1", 1),
        ("3", "2", 2),
        ("4", "1", 1),
        ("5", None, 0),
    ]


def test_parents_by_attribute_and_by_link() -> None:
    body = """<div id="comment-1" class="comment"><b class="author">Una</b><p class="text">High time.</p></div>
    <div id="comment-2" class="comment" data-parent-id="1"><b class="author">Bo</b><p class="text">Not for me.</p></div>
    <div id="comment-3" class="comment"><b class="author">Ida</b> <a href="#comment-2">in reply to Bo</a><p class="text">Why?</p></div>"""
    assert [row[4] for row in rows(body)] == [None, "1", "2"]


def test_votes_are_counted_and_stars_are_not() -> None:
    body = """<div id="comment-1" class="comment"><b class="author">Una</b><p class="text">High time.</p>
    <span class="rating-stars">4</span><a class="vote-up">+12</a> <a class="vote-down">−3</a></div>
    <div id="comment-2" class="comment"><b class="author">Bo</b><p class="text">Not for me.</p><div>6 ( +8 / -2 )</div></div>
    <div id="comment-3" class="comment"><b class="author">Ida</b><p class="text">Why?</p></div>"""
    assert [(one.upvoteCount, one.downvoteCount, one.score) for one in comments(body)] == [
        (12, 3, 9),
        (8, 2, 6),
        (None, None, None),
    ]


def test_votes_of_wpdiscuz_7_are_counted_apart() -> None:
    body = """<div id="wpd-comm-1_0" class="comment wpd-comment wpd_comment_level-1"><div id="comment-1" class="wpd-comment-right">
    <div class="wpd-comment-author">Una</div><div class="wpd-comment-date" title="20. November 2026 08:00">4 days ago</div>
    <div class="wpd-comment-text"><p>High time.</p></div><div class="wpd-vote">
    <div class="wpd-vote-result wpd-vote-result-like">5</div><div class="wpd-vote-result wpd-vote-result-dislike">-2</div></div></div></div>"""
    (one,) = comments(body)
    assert (one.nativeId, one.upvoteCount, one.downvoteCount, one.score) == ("1", 5, 2, 3)
    assert (one.dateCreatedRaw, one.dateCreatedPrecision) == ("20. November 2026 08:00", "local")


def test_a_comment_without_a_number_keeps_its_id_when_others_come() -> None:
    block = '<li class="comment"><b class="username">{}</b><time datetime="2026-11-20T08:00:00Z">x</time><p class="text">{}</p></li>'
    before = f"<ul>{block.format('Una', 'High time.')}{block.format('Bo', 'Not for me.')}</ul>"
    after = (
        f"<ul>{block.format('Ida', 'Why?')}{block.format('Una', 'High time.')}{block.format('Bo', 'Not for me.')}</ul>"
    )
    assert [row[0] for row in rows(before)] == [row[0] for row in rows(after)][1:]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            '<aside class="widget"><ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">Una</span> on <a href="/other#comment-4">Harbour</a></li></ul></aside>',
            id="recent comments",
        ),
        pytest.param(
            '<ol class="commentlist"><li id="comment-3"><cite>Pingback by <a href="https://o.example">O</a></cite> <small>20.11.2026 08:00</small><p>[…] ferry […]</p></li></ol>',
            id="untyped pingback",
        ),
        pytest.param(
            '<ul><li class="comment"><span class="author">A Columnist</span><time datetime="2026-11-20T08:00:00Z">x</time><h3><a href="/opinion/1">Ferries are the future of us all</a></h3></li></ul>',
            id="opinion teasers",
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Review"><div class="comment"><b class="author">Una</b><time datetime="2026-11-20">x</time><p class="text">Five stars.</p></div></div>',
            id="reviews",
        ),
        pytest.param(
            '<div id="comments"><div class="comment-template"><b class="author">{{author}}</b><p class="text">{{text}}</p></div><form><textarea></textarea></form></div>',
            id="template and form",
        ),
    ],
)
def test_what_is_no_comment(body: str) -> None:
    assert comments(body) == []


def test_markup_in_which_tags_cannot_be_told_from_text_is_still_read_block_by_block() -> None:
    broken = "<svg><script>if (a<b) x</script></svg><i <!-- lost >x</i>"
    body = f"""<div class="comments"><div class="comment" id="comment-1"><b class="author">Una</b><time datetime="2026-11-20T08:00">
    </time><p class="text">High time.</p>{broken}<div class="comment" id="comment-2"><b class="author">Bo</b>
    <time datetime="2026-11-20T09:00"></time><p class="text">Not for me.</p></div></div></div>"""
    assert rows(body) == [
        ("1", "Una", "2026-11-20 08:00", "High time.", None),
        ("2", "Bo", "2026-11-20 09:00", "Not for me.", "1"),
    ]


def test_bootstraps_media_box_is_no_body_and_an_average_rating_is_no_vote() -> None:
    """Author and a relative time in one heading, the text in no element of its own, links and ratings after it."""
    box = """<div id="comment-{0}" class="comment media"><img class="pull-left" src="a.png"><div class="media-body">
     <h4 class="media-heading">Una Quay <small class="timespan">1&nbsp;day, 3&nbsp;hours ago</small></h4>
     <p>High time.<br><br>And late.</p>
     <a href="/ferry/#comment-{0}">Link</a> | <a class="reply" href="#reply-{0}">Reply</a>
     <div class="rating"><span>Current rating: 4</span><form><input type="submit" value="Rate"></form></div>{1}</div></div>"""
    body = f'<div id="comments"><h3>Comments</h3>{box.format(1, box.format(2, ""))}</div>'
    assert rows(body) == [
        ("1", "Una Quay", "2026-11-23 09:00", "High time.\n\nAnd late.", None),
        ("2", "Una Quay", "2026-11-23 09:00", "High time.\n\nAnd late.", "1"),
    ]
    assert {(one.upvoteCount, one.score, one.dateCreatedPrecision) for one in comments(body)} == {
        (None, None, "relative")
    }
