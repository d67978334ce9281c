"""Lists that look like a thread of comments and are none: teasers, reviews, tickers, boxes of other stories."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.comment_shapes import STORY

__all__ = ["TRAPS"]

NAMES = ["Una Marsh", "Perry Drinker", "Tam Oldacre", "Agnes Kelp"]
TITLES = [
    "The lighthouse keeper retires after forty years", "Six new lamps for the jetty", "Council votes on the slip",
    "Herring prices fall for the third week",
]  # fmt: skip
TEXTS = [
    "The keeper climbed the stairs for the last time on Sunday, and the lamp has been looked after by a machine since.",
    "The lamps will be lit from dusk to midnight and save half of the current that the old ones took.",
    "Seven of nine members were for it, two were in the pub when the vote was called.",
    "A box costs less than in any spring since the war, and the boats stay in port.",
]


def rows(one: Callable[[int], str]) -> str:
    return "".join(one(n) for n in range(4))


TRAPS: dict[str, str] = {
    "teasers_with_author_and_date": "<div class='more'><h3>More stories</h3>"
    + rows(lambda n: f"<div class='item'><h4><a href='/s{n}'>{TITLES[n]}</a></h4><span class='by'>{NAMES[n]}</span> <time "
           f"datetime='2026-11-0{n + 1}T08:00:00Z'>{n + 1} Nov</time><p>{TEXTS[n]}</p></div>") + "</div>",
    "teasers_linked_as_a_whole": "<div class='grid'>"
    + rows(lambda n: f"<a class='card' href='/s{n}'><b>{TITLES[n]}</b><i>{NAMES[n]}</i><time datetime='2026-11-0{n + 1}'>"
           f"{n + 1} Nov</time><p>{TEXTS[n]}</p></a>") + "</div>",
    "latest_comments": "<div class='box'><h3>Latest comments</h3><ul>"
    + rows(lambda n: f"<li><b>{NAMES[n]}</b> on <a href='/s{n}#c{n}'>{TITLES[n]}</a>: {TEXTS[n][:50]}… <i>{n + 1} Nov 2026"
           "</i></li>") + "</ul></div>",
    "reviews_with_stars": "<div class='reviews'><h3>Guest reviews</h3>"
    + rows(lambda n: f"<div class='review' itemscope itemtype='http://schema.org/Review'><span itemprop='author'>{NAMES[n]}"
           f"</span><span class='stars'>★★★★☆</span><meta itemprop='reviewRating' content='4'><time datetime='2026-11-0{n + 1}'>"
           f"{n + 1} Nov</time><p>{TEXTS[n]}</p></div>") + "</div>",
    "ratings_in_numbers": "<div class='kritiken'><h3>Bewertungen</h3>"
    + rows(lambda n: f"<div class='kritik'><b>{NAMES[n]}</b> <span>{n + 1}.11.2026</span> <span>4,5 / 5 Sterne</span>"
           f"<p>{TEXTS[n]}</p></div>") + "</div>",
    "live_ticker": "<div class='ticker'><h3>Live ticker</h3>"
    + rows(lambda n: f"<div class='entry'><span>1{n}:0{n} Uhr</span><h4>{TITLES[n]}</h4><p>{TEXTS[n]}</p></div>") + "</div>",
    "live_blog_with_one_author": "<div class='liveblog'>"
    + rows(lambda n: f"<article class='update'><time datetime='2026-11-01T1{n}:00:00Z'>1{n}:00</time><span class='author'>"
           f"Una Marsh</span><p>{TEXTS[n]}</p></article>") + "</div>",
    "biographies": "<div class='authors'><h3>About the authors</h3>"
    + rows(lambda n: f"<div class='bio'><h4>{NAMES[n]}</h4><p>{TEXTS[n]}</p></div>") + "</div>",
    "questions_and_answers": "<div class='faq'><h3>Questions</h3>"
    + rows(lambda n: f"<div class='q'><h4>Who keeps lamp {n}?</h4><p>{TEXTS[n]}</p></div>") + "</div>",
    "forum_index": "<h3>Forum</h3><table class='topics'>"
    + rows(lambda n: f"<tr><td><a href='/t{n}'>{TITLES[n]}</a></td><td>{NAMES[n]}</td><td>{n + 5} replies</td><td>{n + 1} Nov "
           "2026, 08:15</td></tr>") + "</table>",
    "products": "<div class='shop'>"
    + rows(lambda n: f"<div class='product'><h4><a href='/p{n}'>Lamp oil no. {n}</a></h4><p>{TEXTS[n]}</p><span>{n + 4},99 €"
           "</span></div>") + "</div>",
    "events": "<div class='calendar'><h3>What is on</h3>"
    + rows(lambda n: f"<div class='event'><span class='date'>{n + 1} December 2026, 19:30</span><strong>{TITLES[n]}</strong>"
           f"<p>{TEXTS[n]}</p></div>") + "</div>",
    "testimonials": "<section class='praise'><h2>What our customers love</h2>"
    + rows(lambda n: f"<blockquote><p>{TEXTS[n]}</p><cite>{NAMES[n]}, captain</cite></blockquote>") + "</section>",
    "timeline": "<h3>Chronology</h3><dl>" + rows(lambda n: f"<dt>{n + 1} May 189{n}</dt><dd>{TEXTS[n]}</dd>") + "</dl>",
    "credits_and_captions": "<div class='gallery'>"
    + rows(lambda n: f"<figure><img src='{n}.jpg'><figcaption>{TEXTS[n]} <span>Photo: {NAMES[n]}</span> <span>{n + 1}.11."
           "2026</span></figcaption></figure>") + "</div>",
    "corrections": "<div class='notes'><h3>Versions</h3><ul>"
    + rows(lambda n: f"<li><span>{n + 1} Nov 2026, 08:0{n}</span> <b>{NAMES[n]}</b> {TEXTS[n][:40]}</li>") + "</ul></div>",
    "posts_of_a_wall": "<div class='social'><h3>From the networks</h3>"
    + rows(lambda n: f"<div class='post'><a href='https://social.example/{n}'>{NAMES[n]}</a> <a href='https://social.example/"
           f"{n}/status/1{n}'>{n + 1} Nov</a><p>{TEXTS[n]} <a href='https://t.example/{n}'>https://t.example/{n}</a></p></div>")
    + "</div>",
    "closed_with_form": "<div id='comments'><h3>Comments</h3><p>Be the first to comment.</p><form><label>Name</label><input>"
    "<label>E-mail</label><input><textarea></textarea><button>Send</button></form></div>",
    "letters_of_other_stories": "<div class='mostcommented'><h3>Most commented</h3><ol>"
    + rows(lambda n: f"<li><a href='/s{n}'>{TITLES[n]}</a> <span>{n + 12} comments</span></li>") + "</ol></div>",
    "events_with_the_same_link": "<ul class='agenda'>"
    + rows(lambda n: f"<li><time datetime='2026-12-0{n + 1}T19:30:00Z'>{n + 1} Dec 19:30</time> <b>{NAMES[n]}</b><p>{TEXTS[n]}</p>"
           f"<a href='/tickets/{n}'>Tickets</a></li>") + "</ul>",
    "small_ads": "<table>"
    + rows(lambda n: f"<tr><td>2026-11-0{n + 1} 08:00</td><td>{TEXTS[n]}</td><td>{n + 3}50 €</td><td>{NAMES[n]}</td></tr>")
    + "</table>",
    "posts_quoted_between_paragraphs": "<div>"
    + rows(lambda n: f"<p>{TEXTS[n]}</p><blockquote class='chirp-embed'><p>{TEXTS[3 - n]}</p>&mdash; {NAMES[n]} "
           f"<a href='https://social.example/{n}'>{n + 1} Nov 2026 08:1{n}</a></blockquote>") + "</div>",
    "live_blog_with_titles": "<div class='updates'>"
    + rows(lambda n: f"<div class='entry'><time datetime='2026-11-01T1{n}:00:00Z'>1{n}:00</time><h3>{TITLES[n]}</h3>"
           f"<p>{TEXTS[n]}</p><span>{NAMES[n]}</span></div>") + "</div>",
    "voices_below_an_empty_section": "<section><h2>Comments</h2><p><a href='/login'>Log in to comment</a></p></section>"
    + "<div>" + rows(lambda n: f"<div><h4>{NAMES[n]}</h4><p>{TEXTS[n]}</p></div>") + "</div>",
    "small_ads_below_an_empty_section": "<section><h2>Comments</h2><form><textarea></textarea></form></section><table>"
    + rows(lambda n: f"<tr><td>{n + 3}50 €</td><td>{TEXTS[n]}</td><td>{NAMES[n]}</td><td>2026-11-0{n + 1} 08:00</td></tr>")
    + "</table>",
}  # fmt: skip


def trap_of(name: str) -> str:
    """Return a whole page with a story and one trap below it."""
    return (
        f"<html lang='en'><head><title>Harbour ferry returns</title></head><body><div class='wrap'><div class='story'>{STORY}"
        f"</div>{TRAPS[name]}</div><div class='foot'>Imprint</div></body></html>"
    )
