"""Lists of whole pages that look like a thread of comments and are none, written before the reader was tried on them."""

from __future__ import annotations

import json

from tests.support.comment_forms_traps import five
from tests.support.comment_frames import framed

__all__ = ["TRAPS_OF_SYSTEMS", "page_of_system_trap"]

_NAMES = ["Hedda Quill", "Tom Sarn", "Orla Finch", "Bo Raine", "Cass Elder"]
_TITLES = [
    "Roof of the station is measured", "Second bicycle car arrives", "Tea will be free until Ostermoor", "Conductor wanted",
    "Lower Fenn writes to the minister",
]  # fmt: skip
_WORDS = [
    "The roof is to be forty metres long, and the mayor brought the plan in a tube under his arm.",
    "It came behind a goods train in the night, and the porter signed for it with a carrot.",
    "The tea is made in a kettle of the old dining car, which was found in a garden at the lake.",
    "Whoever can count to three hundred and is not afraid of dogs should write until Friday.",
    "The letter has nine pages, and on the last of them there is a drawing of the missing eleven metres.",
]


def page_of_system_trap(name: str) -> str:
    """Return a whole page with a trap in the place of the thread."""
    frame = next((frame for frame, names in _FRAMES.items() if name in names), "press")
    return framed(TRAPS_OF_SYSTEMS[name], frame)


_FRAMES = {
    "inside": ("entries_of_a_live_report_in_paragraphs", "an_interview_with_bold_names", "experts_on_one_question", "letters_to_the_editor_of_a_week", "chronicle_in_bold_days"),
    "blog": ("a_changelog", "trackbacks_of_other_blogs", "posts_of_a_month"),
    "portal": ("a_report_of_one_day_without_a_heading", "small_ads_of_a_portal", "visitors_now", "results_with_names"),
}  # fmt: skip

TRAPS_OF_SYSTEMS: dict[str, str] = {
    "entries_of_a_live_report_in_paragraphs": "<h3>Live from the station</h3>"
    + five(lambda n: f"<p><b>{_NAMES[n % 2]}</b> 2 May 2024, 1{n}:2{n}<br>{_WORDS[n]}</p>"),
    "a_report_of_one_day_without_a_heading": five(
        lambda n: f"<p><b>{_NAMES[n % 2]}</b> 2 May 2024, 1{n}:2{n}<br>{_WORDS[n]}</p>"
    ),
    "an_interview_with_bold_names": "".join(f"<p><strong>Courier:</strong> {_TITLES[n]}?</p><p><strong>{_NAMES[0]}:</strong> {_WORDS[n]}</p>" for n in range(5)),
    "experts_on_one_question": "<h2>Five people who know it</h2>"
    + five(lambda n: f"<div class='ex'><img src='{n}.jpg' alt='{_NAMES[n]}'><h3>{_NAMES[n]}</h3><p class='role'>Professor of railways</p><p>“{_WORDS[n]}”</p></div>"),
    "contributors": "<section><h2>Contributors</h2><ul>"
    + five(lambda n: f"<li><img src='{n}.jpg' alt=''><a href='/by/{n}'>{_NAMES[n]}</a><span>{n + 12} articles</span><p>{_WORDS[n]}</p></li>") + "</ul></section>",
    "steps_with_authors_and_times": "<ol class='steps'>" + five(lambda n: f"<li><h4>Step {n + 1}: {_TITLES[n]}</h4><span>{n + 5} minutes</span><p>{_WORDS[n]}</p></li>") + "</ol>",
    "a_changelog": "<h3>Changelog</h3>"
    + five(lambda n: f"<div class='rel'><h4>v1.{n}</h4><span>{n + 1} May 2024</span> <span>{_NAMES[n]}</span><ul><li>{_WORDS[n]}</li></ul></div>"),
    "reviews_of_a_product_with_stars": "<section class='reviews'><h2>What buyers say</h2>"
    + five(lambda n: f"<div class='review'><span class='rating' title='{n + 1} out of 5 stars'>{'★' * (n + 1)}{'☆' * (4 - n)}</span><b>{_NAMES[n]}</b><time>{n + 1} May 2024</time><p>{_WORDS[n]}</p><button>Helpful ({n})</button></div>") + "</section>",
    "events_with_speakers": "<section><h2>What is on</h2><ul>"
    + five(lambda n: f"<li><time datetime='2024-06-0{n + 1}T19:30'>{n + 1} June 2024, 19:30</time><h4>{_TITLES[n]}</h4><span>with {_NAMES[n]}</span><p>{_WORDS[n]}</p><button>Book</button></li>") + "</ul></section>",
    "letters_to_the_editor_of_a_week": "<h2>Letters to the editor</h2><p>Write to letters@courier.example, at most 200 words.</p>"
    + five(lambda n: f"<div class='letter'><h3><a href='/letters/{n}'>{_TITLES[n]}</a></h3><p>{_WORDS[n]}</p><p><em>{_NAMES[n]}, Ostermoor</em></p></div>"),
    "the_staff": "<section class='staff'><h2>The newsroom</h2>"
    + five(lambda n: f"<div class='st'><h4>{_NAMES[n]}</h4><span>Reporter, since {n + 1} May 201{n}</span><p>{_WORDS[n]}</p><a href='mailto:n{n}@courier.example'>Email</a></div>") + "</section>",
    "a_line_up": "<section><h2>Line-up</h2><ul>" + five(lambda n: f"<li><span>{n + 1}</span><b>{_NAMES[n]}</b><span>born 0{n + 1}.05.199{n}</span><p>{_WORDS[n]}</p></li>") + "</ul></section>",
    "deaths_of_the_week": "<section><h2>Deaths</h2>"
    + five(lambda n: f"<article><h3>{_NAMES[n]}</h3><p>3 May 194{n} – {n + 1} May 2024</p><p>{_WORDS[n]}</p><button>Light a candle</button></article>") + "</section>",
    "candles_and_condolences_elsewhere": "<section><h2>Guest books</h2>"
    + five(lambda n: f"<div class='gb'><a href='/g/{n}'>In memory of {_NAMES[n]}</a><span>{n + 3} entries</span><span>last on {n + 1} May 2024, 1{n}:00</span></div>") + "</section>",
    "trackbacks_of_other_blogs": "<div id='talk'><h3>Trackbacks</h3><ol>"
    + five(lambda n: f"<li class='pingback' id='tb-{n}'><a href='https://{n}.example/p'>{_TITLES[n]} | The {_NAMES[n].split()[1]} diary</a> <small>May {n + 1}, 2024 at 9:2{n} am</small><p>[...] {_WORDS[n]} [...]</p></li>") + "</ol></div>",
    "posts_of_a_month": "<h3>Older posts</h3>"
    + five(lambda n: f"<div class='post'><h4><a href='/p/{n}'>{_TITLES[n]}</a></h4><div class='meta'>Posted on May {n + 1}, 2024 by {_NAMES[n % 2]} | <a href='/p/{n}#comments'>{n} Comments</a></div><p>{_WORDS[n]}</p></div>"),
    "small_ads_of_a_portal": "<b>Small ads</b><br>" + five(lambda n: f"<b>For sale</b> {_WORDS[n]}<br>{_NAMES[n]}, phone 0{n}77, 0{n + 1}.05.2024<hr>"),
    "visitors_now": "<b>Who is online</b><br>" + five(lambda n: f"<a href='/u/{n}'>{_NAMES[n]}</a> (since 1{n}:2{n})<br>"),
    "results_with_names": "<table>" + five(lambda n: f"<tr><td>{n + 1}.</td><td>{_NAMES[n]}</td><td>Ostermoor</td><td>0{n + 1}.05.2024</td><td>1:0{n}:2{n}</td></tr>") + "</table>",
    "a_wall_of_posts_in_the_story": "<div class='wall'>"
    + five(lambda n: f"<blockquote class='quoted-post'><p>{_WORDS[n]}</p>— {_NAMES[n]} (@{_NAMES[n].split()[0].lower()}) <a href='https://chirp.example/{n}'>May {n + 1}, 2024</a></blockquote>") + "</div>",
    "questions_to_an_advice_column": "<section><h2>Readers ask, we answer</h2>"
    + five(lambda n: f"<div class='ask'><h4>{_TITLES[n]}?</h4><p><i>{_NAMES[n]}, Fenn</i></p><p>{_WORDS[n]}</p><p><b>Answer:</b> {_WORDS[4 - n]}</p></div>") + "</section>",
    "opinions_of_guests_with_portraits": "<section class='opinion-wall'><h2>Opinion</h2>"
    + five(lambda n: f"<article><img src='{n}.jpg' alt='{_NAMES[n]}'><span class='author'>{_NAMES[n]}</span><h3><a href='/o/{n}'>{_TITLES[n]}</a></h3><p>{_WORDS[n]}</p><time>{n + 1} May 2024</time><span class='comments'>{n + 4} comments</span></article>") + "</section>",
    "chronicle_in_bold_days": "<h2>How it came about</h2>" + five(lambda n: f"<p><b>{n + 1} May 201{n}</b><br>{_WORDS[n]}</p>"),
    "bids_of_an_auction": "<section><h2>Bids</h2>" + five(lambda n: f"<div class='bid'><b>{_NAMES[n]}</b><span>{n + 1} May 2024, 1{n}:1{n}</span><span>{n * 50 + 200} crowns</span></div>") + "</section>",
    "questions_of_a_parliament": "<section><h2>Questions in the chamber</h2>"
    + five(lambda n: f"<div class='sp'><h4>{_NAMES[n]} (Rail Party)</h4><span>1{n}:1{n}</span><p>{_WORDS[n]}</p><button>Watch</button></div>") + "</section>",
    "gifts_to_a_campaign": "<section><h2>Recent gifts</h2>"
    + five(lambda n: f"<div class='gift'><b>{_NAMES[n]}</b> gave {n * 10 + 5} crowns <span>{n + 2} days ago</span></div>") + "</section>",
    "commits_of_a_story": "<section><h2>Edits</h2><ul>" + five(lambda n: f"<li><code>a{n}f9c</code> <b>{_NAMES[n]}</b> edited on {n + 1} May 2024 at 1{n}:1{n}<p>{_TITLES[n]}</p></li>") + "</ul></section>",
    "reviews_in_a_state": "<script id='__NEXT_DATA__' type='application/json'>" + json.dumps({"props": {"reviews": {"items": [
        {"id": n, "stars": n + 1, "title": _TITLES[n], "text": _WORDS[n], "user": {"name": _NAMES[n]}, "createdAt": f"2024-05-0{n + 1}T08:00:00Z"} for n in range(5)]}}}) + "</script>",
    "tasks_of_a_state": "<script>window.__STATE__ = " + json.dumps({"tasks": [
        {"id": n, "assignee": _NAMES[n], "description": _WORDS[n], "due": f"2024-05-0{n + 1}T08:00:00Z", "parentId": None if n == 0 else n - 1} for n in range(5)]}) + ";</script>",
}  # fmt: skip
"""Traps by name: the markup in the place of the thread."""
