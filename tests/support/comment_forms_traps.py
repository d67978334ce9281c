"""Lists below and inside a story that look like a thread of comments and are none, written before the reader was tried.

Some are lists of a page, some are states of scripts: related stories, posts of a live report, reviews, letters' indexes.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.support.comment_forms import FORMS, Form, page_of_form

__all__ = ["TRAPS_OF_FORMS", "page_of_form_trap"]

_NAMES = ["Ada Winter", "Joss Pell", "Greta Moll", "Ivo Sand", "Nell Harker"]
_TITLES = [
    "Fire brigade gets a boat that it never asked for", "Mill wheel turns on Sundays only", "Heron counted twice in one day",
    "Sluice keeper's house for sale", "Council argues about gravel",
]  # fmt: skip
_WORDS = [
    "The boat is nine metres long, and the brigade's shed is eight; a carpenter has been asked for his opinion.",
    "Whoever wants to see the wheel turn must come after church, and he must bring the miller a newspaper.",
    "One and the same bird was seen at both ends of the valley within an hour, the counters said on Friday.",
    "Nobody has lived there since the flood, but the stove was warm when the agent opened the door last week.",
    "Gravel is cheap and loud, slabs are dear and quiet; nine members spoke and none of them had walked there.",
]


def five(one: Callable[[int], str]) -> str:
    return "".join(one(n) for n in range(5))


def page_of_form_trap(name: str) -> str:
    """Return a whole page with a story and one trap."""
    FORMS["_trap"] = Form(lambda said: TRAPS_OF_FORMS[name], ())
    try:
        return page_of_form("_trap")
    finally:
        del FORMS["_trap"]


def _state(value: object) -> str:
    return f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(value)}</script>"


TRAPS_OF_FORMS: dict[str, str] = {
    "people_also_read_with_comment_counts": "<div class='par'><h2>People also read</h2>"
    + five(lambda n: f"<div class='p1'><a href='/s{n}'><h3>{_TITLES[n]}</h3></a><span>{_NAMES[n]}</span> <span>{n + 1} May 2024</span><p>{_WORDS[n]}</p><span>💬 {n + 2}</span></div>") + "</div>",
    "people_to_contact": "<section><h2>Your contacts at the newspaper</h2>"
    + five(lambda n: f"<div class='k'><img src='{n}.jpg'><b>{_NAMES[n]}</b><span>Town desk</span><p>{_WORDS[n]}</p><a href='mailto:x{n}@post.example'>Write</a></div>") + "</section>",
    "speeches_in_a_debate": "<div class='deb'>"
    + five(lambda n: f"<p><b>{_NAMES[n]}</b> (Reed Party), 1{n}:1{n}: {_WORDS[n]}</p>") + "</div>",
    "a_police_log": "<h3>From the police log</h3>"
    + five(lambda n: f"<div class='log'><b>Ellin</b> <span>{n + 1} May 2024, 0{n}:20</span><p>{_WORDS[n]}</p></div>"),
    "a_list_of_corrections": "<section><h2>Corrections</h2><ul>"
    + five(lambda n: f"<li><time datetime='2024-05-0{n + 1}'>{n + 1} May 2024</time> <em>The editors</em><p>{_WORDS[n]}</p></li>") + "</ul></section>",
    "guests_of_a_podcast": "<div class='pg'><h3>The guests</h3>"
    + five(lambda n: f"<div><img src='{n}.jpg' alt='{_NAMES[n]}'><p>{_WORDS[n]}</p><small>{n + 1} May 2024</small></div>") + "</div>",
    "the_most_active_commenters": "<div class='top'><h3>Top commenters</h3><ol>"
    + five(lambda n: f"<li><a href='/u{n}'>{_NAMES[n]}</a> <span>{n + 120} comments</span> <span>since {n + 1} May 2014</span></li>") + "</ol></div>",
    "rules_for_comments": "<section class='comments'><h2>Our rules for comments</h2><ol>"
    + five(lambda n: f"<li><b>{_TITLES[n].split()[0]}</b><p>{_WORDS[n]}</p></li>") + "</ol></section>",
    "editors_of_the_forum": "<div class='comments-info'><h3>Who moderates the comments</h3>"
    + five(lambda n: f"<div class='mod'><h4>{_NAMES[n]}</h4><span>moderator since {n + 1} May 201{n}</span><p>{_WORDS[n]}</p></div>") + "</div>",
    "posts_of_the_same_author": "<div class='same'><h3>More by Agnes Moor</h3>"
    + five(lambda n: f"<div class='sa'><span>{n + 1} May 2024, 1{n}:00</span><a href='/s{n}'>{_TITLES[n]}</a><p>{_WORDS[n]}</p></div>") + "</div>",
    "reviews_of_a_hotel_in_words": "<div class='hot'><h3>What guests say</h3>"
    + five(lambda n: f"<div class='ho'><div>{_NAMES[n]} · stayed in May 2024 · couple</div><div>8.{n} Very good</div><p>+ {_WORDS[n]}</p><p>− {_WORDS[4 - n]}</p></div>") + "</div>",
    "topics_of_a_forum_with_last_posts": "<div class='fo'><h3>From the forum</h3>"
    + five(lambda n: f"<div class='fo1'><a href='/t{n}'>{_TITLES[n]}</a><span>{n + 4} answers</span><span>last by {_NAMES[n]}, {n + 1} May 2024, 08:0{n}</span></div>") + "</div>",
    "a_conversation_in_the_story": "<div class='chat'>"
    + five(lambda n: f"<div class='m{n % 2}'><span>{_NAMES[n % 2]}</span><span>1{n}:2{n}</span><p>{_WORDS[n]}</p></div>") + "</div>",
    "quotes_of_the_day": "<section><h2>Quotes of the day</h2>"
    + five(lambda n: f"<blockquote>“{_WORDS[n]}”<footer>{_NAMES[n]}, on {n + 1} May 2024</footer></blockquote>") + "</section>",
    "towns_and_their_weather": "<div class='wea'><h3>The weather</h3>"
    + five(lambda n: f"<div class='we'><b>Upper Ellin {n}</b><span>{n + 1} May 2024, 12:00</span><p>{_WORDS[n]}</p><span>{n + 11}°</span></div>") + "</div>",
    "newsletters_to_order": "<div class='nl'><h2>Our newsletters</h2>"
    + five(lambda n: f"<label class='nl1'><input type='checkbox'><b>{_TITLES[n]}</b><span>daily, 06:3{n}</span><p>{_WORDS[n]}</p></label>") + "</div>",
    "a_table_of_cookies": "<div class='ck'><h3>Services</h3><table>"
    + five(lambda n: f"<tr><td>{_NAMES[n].split()[1]} Analytics</td><td>{_WORDS[n]}</td><td>{n + 3} days</td></tr>") + "</table></div>",
    "letters_of_an_archive": "<div class='arch'><h3>Letters from the front, 1916</h3>"
    + five(lambda n: f"<div class='le'><h4>{n + 1} May 1916</h4><p>{_WORDS[n]}</p><p>Your {_NAMES[n].split()[0]}</p></div>") + "</div>",
    "players_and_their_marks": "<div class='marks'><h3>The players one by one</h3>"
    + five(lambda n: f"<div class='pl'><b>{_NAMES[n]}</b> <span>Mark: {n + 1}.5</span><p>{_WORDS[n]}</p></div>") + "</div>",
    "candidates_of_an_election": "<div class='cand'><h3>The candidates</h3>"
    + five(lambda n: f"<div class='ca'><h4>{_NAMES[n]}</h4><p>born {n + 1} May 196{n}, Reed Party</p><p>{_WORDS[n]}</p><button>Share</button></div>") + "</div>",
    "answers_to_three_questions": "<div class='qa'>"
    + five(lambda n: f"<div class='q1'><h3>{_TITLES[n]}?</h3><div class='a1'><b>Dr. Pell:</b> {_WORDS[n]}</div></div>") + "</div>",
    "a_ticker_with_authors_and_share_buttons": "<div class='tick'><h2>Live: the reservoir</h2>"
    + five(lambda n: f"<div class='ti'><time datetime='2024-05-04T1{n}:05:00Z'>1{n}:05</time><h3>{_TITLES[n]}</h3><p>{_WORDS[n]}</p><span>{_NAMES[n % 2]}</span><button>Share</button><button>Copy link</button></div>") + "</div>",
    "posts_from_networks_in_a_wall": "<div class='wall'><h3>From the networks</h3>"
    + five(lambda n: f"<div class='po'><a href='https://chirp.example/{n}'>{_NAMES[n]} @{_NAMES[n].split()[0].lower()}</a><p>{_WORDS[n]}</p><span>{n + 1} May 2024</span><span>♥ {n + 40}</span><span>⟲ {n + 3}</span></div>") + "</div>",
    "pictures_with_photographers": "<div class='gal'>"
    + five(lambda n: f"<div class='pic'><img src='{n}.jpg'><p>{_WORDS[n]}</p><span>{_NAMES[n]}</span> <span>{n + 1} May 2024</span></div>") + "</div>",
    "videos_with_channels": "<h3>Videos</h3>"
    + five(lambda n: f"<div class='v'><a href='/v{n}'>{_TITLES[n]}</a><div>{_NAMES[n]}</div><div>{n + 2}k views · {n + 2} days ago</div><p>{_WORDS[n]}</p></div>"),
    "documents_with_dates": "<h3>Documents</h3><table>"
    + five(lambda n: f"<tr><td>{n + 1} May 2024</td><td>{_NAMES[n]}</td><td><a href='/d{n}.pdf'>{_TITLES[n]}</a></td></tr>") + "</table>",
    "a_glossary": "<h3>Words explained</h3><dl>" + five(lambda n: f"<dt>{_NAMES[n].split()[1]}</dt><dd>{_WORDS[n]}</dd>") + "</dl>",
    "notes_with_numbers": "<h3>Notes</h3><ol>" + five(lambda n: f"<li><b>{_NAMES[n]}</b>, {n + 1} May 2024. {_WORDS[n]}</li>") + "</ol>",
    "polls_with_counts": "<div class='poll'><h3>What do you think?</h3>"
    + five(lambda n: f"<div class='o'><span>{_WORDS[n][:50]}</span><b>{n * 9 + 3}%</b><span>{n + 30} votes</span></div>") + "</div>",
    "teasers_of_opinions": "<section class='opinion'><h2>Opinion</h2>"
    + five(lambda n: f"<div class='op'><span class='op1'>{_NAMES[n]}</span><div class='op2'><a href='/o{n}'>{_WORDS[n]}</a></div><time>{n + 1} May 2024</time></div>") + "</section>",
    "comment_pieces_of_other_papers": "<section><h2>Comments from the press</h2>"
    + five(lambda n: f"<div class='cp'><h4>{_NAMES[n].split()[1]} Gazette</h4><p>“{_WORDS[n]}”</p></div>") + "</section>",
    "related_stories_in_a_state": _state({"props": {"pageProps": {"related": [
        {"id": n, "title": _TITLES[n], "author": {"name": _NAMES[n]}, "publishedAt": f"2024-05-0{n + 1}T08:00:00Z", "excerpt": _WORDS[n], "slug": f"s{n}"} for n in range(5)]}}}),
    "a_live_report_in_a_state": _state({"props": {"pageProps": {"posts": [
        {"id": n, "headline": _TITLES[n], "body": f"<p>{_WORDS[n]}</p>", "author": {"name": _NAMES[n % 2]}, "createdAt": f"2024-05-04T1{n}:00:00Z"} for n in range(5)]}}}),
    "products_with_reviews_in_a_state": _state({"product": {"reviews": [
        {"id": n, "rating": n + 1, "text": _WORDS[n], "author": _NAMES[n], "date": f"2024-05-0{n + 1}"} for n in range(5)]}}),
    "authors_in_a_state": _state({"authors": [{"id": n, "name": _NAMES[n], "bio": _WORDS[n], "since": f"201{n}-05-01"} for n in range(5)]}),
    "pictures_in_a_state": _state({"gallery": {"items": [
        {"id": n, "caption": _WORDS[n], "credit": _NAMES[n], "created": f"2024-05-0{n + 1}T08:00:00Z", "width": 800} for n in range(5)]}}),
    "reviews_in_linked_data": "<script type='application/ld+json'>" + json.dumps({"@context": "https://schema.org", "@type": "Product", "name": "Boots", "review": [
        {"@type": "Review", "author": {"@type": "Person", "name": _NAMES[n]}, "reviewBody": _WORDS[n], "datePublished": f"2024-05-0{n + 1}"} for n in range(5)]}) + "</script>",
    "notices_of_a_parish": "<div class='par2'>" + five(lambda n: f"<div><p><b>{n + 1} May 2024</b></p><p>{_WORDS[n]}</p><p><i>{_NAMES[n]}</i></p></div>") + "</div>",
    "latest_comments_without_links": "<div class='rc'><h3>Recently commented</h3>"
    + five(lambda n: f"<div class='rc1'><b>{_NAMES[n]}</b> on <a href='/s{n}'>{_TITLES[n]}</a><p>{_WORDS[n][:70]}...</p></div>") + "</div>",
    "opinions_of_columnists_called_comments": "<section class='comments'><h2>Comment</h2><ul>"
    + five(lambda n: f"<li class='comment'><a class='comment-author' href='/by/{n}'>{_NAMES[n]}</a><span class='comment-date'>{n + 1} May 2024</span><h3><a href='/opinion/{n}'>{_TITLES[n][:20]}</a></h3><p class='comment-body'>{_WORDS[n]}</p></li>") + "</ul></section>",
    "a_note_that_the_thread_is_closed": "<section id='comments' class='comments'><h2>Comments (34)</h2><div class='comment comment--note'><strong>The editors</strong> "
    "<time datetime='2024-05-11T12:00:00+02:00'>11 May 2024</time><p>Comments are closed. Please write us a letter.</p></div></section>",
    "speeches_with_bold_names_and_clock_times": "<h3>From the sitting</h3>"
    + five(lambda n: f"<p><b>{_NAMES[n]}</b> (Reed Party), 2024-05-0{n + 1} 1{n}:1{n}<br>{_WORDS[n]}</p>"),
    "rows_of_matches": "<table>" + five(lambda n: f"<tr><td class='r{n % 2}'>{_NAMES[n]}</td><td class='r{n % 2}'>{n + 1} May 2024, 1{n}:30</td><td class='r{n % 2}'>{n} : {n + 1}</td></tr>") + "</table>",
    "chapters_with_headings_and_days": "".join(f"<h4>{_TITLES[n]}, {n + 1} May 2024</h4><p>{_WORDS[n]}</p><p>{_WORDS[4 - n]}</p>" for n in range(5)) + "<h2>Contact</h2><p>Mill Lane 4, behind the station.</p>",
    "an_index_of_opinions": "<h3>Opinion</h3>" + five(lambda n: f"<p><b>{_NAMES[n]}</b><br>{_TITLES[n]}<br><i>{n + 1} May 2024</i></p>"),
    "notes_on_figures_called_comments": "<h3>Comments</h3>"
    + five(lambda n: f"<p><b>{['Prices', 'Wages', 'Trade', 'Method', 'Revisions'][n]}:</b> {_WORDS[n]}</p>"),
    "dates_in_fieldsets": "<h3>Dates</h3>"
    + five(lambda n: f"<fieldset><legend>{_TITLES[n][:14]} ({n + 1} May 2024, 1{n}:30)</legend>{_WORDS[n]}</fieldset>"),
    "updates_below_paragraphs": five(lambda n: f"<p>{_WORDS[n]}<br><i>Update, {n + 1} May 2024, 1{n}:30</i></p>"),
}  # fmt: skip
"""Traps by name: the markup below the story."""
