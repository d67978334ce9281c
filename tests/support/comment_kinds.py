"""Threads and traps of kinds that readers of comments get wrong, written before the reader was tried on them.

Each kind is a function of the comments, as in :mod:`tests.support.comment_shapes`. Votes without names, very small and
very even threads, rows that are no comments, removed comments; and lists that only look like a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from tests.support.comment_shapes import Said, nested

__all__ = ["KINDS", "TRAPS_OF_KINDS", "Kind", "page_of_kind", "page_of_trap", "registering"]


Write = Callable[[Sequence[Said]], str]


@dataclass(frozen=True)
class Kind:
    """A way to write a thread, the thread, and which fields it shows."""

    write: Write
    said: Sequence[Said]
    votes: str = ""
    """``up``, ``both``, ``score``, ``up_as_score`` or empty."""
    time: str = "exact"
    """``exact``, ``day`` or empty."""
    parents: bool = False
    lang: str = "en"
    named: bool = True
    """Whether the thread prints names."""


_Kind = TypeVar("_Kind", bound=Kind)

KINDS: dict[str, Kind] = {}
TRAPS_OF_KINDS: dict[str, str] = {}


def _said(name: str, day: int, text: str, up: int = 0, down: int = 0, above: int | None = None, depth: int = 0) -> Said:
    return Said(name, datetime(2024, 5, day, 9 + day % 10, 5 * (day % 11), tzinfo=UTC), text, up, down, above, depth)


LONG = [
    _said("Mira Holt", 3, "The new ovens smell of paint, and my bread tastes of it. Could somebody open a window there?", 14, 2),
    _said("rye_and_shine", 4, "They told me it would be gone by Whitsun. It is not gone.", 8, 0, 0, 1),
    _said("Corin Vale", 5, "I have bought there for thirty years. Nobody ever asked us whether we wanted seven kinds of croissant.", 21, 9),
    _said("Dame Odile", 6, "Seven? I counted nine on Saturday, and all of them were sold out by ten.", 5, 1, 2, 1),
    _said("tin.loaf", 7, "My neighbour works at the counter and says the old oven will be in the museum from June on.", 3, 0, 3, 2),
]  # fmt: skip
SHORT = [
    _said("Mira Holt", 3, "At last.", 4, 1), _said("rye_and_shine", 4, "Too dear for me.", 2, 0),
    _said("Corin Vale", 5, "Who bakes now?", 9, 3), _said("Dame Odile", 6, "Lovely news!", 1, 0),
]  # fmt: skip
PAIR = [
    _said("Mira Holt", 3, "The queue went round the corner at seven this morning, in the rain, and people were singing.", 6, 4),
    _said("Corin Vale", 4, "I left without bread after half an hour. Two counters are open, and one of them sells cakes only.", 11, 2),
]  # fmt: skip
ALONE = [replace(one, name="Mira Holt", above=None, depth=0) for one in LONG[:4]]
FLAT = [replace(one, above=None, depth=0) for one in LONG]
GERMAN = [
    _said("Jule Brandt", 3, "Die neuen Öfen riechen nach Farbe, und das Brot schmeckt danach. Kann da mal jemand lüften?", 14, 2),
    _said("krustenkind", 4, "Bis Pfingsten sollte das weg sein. Ist es nicht.", 8, 0),
    _said("Udo Sahm", 5, "Ich kaufe dort seit dreißig Jahren ein. Sieben Sorten Croissants hat keiner von uns verlangt.", 21, 9),
]  # fmt: skip
KILO = [replace(one, up=up) for one, up in zip(LONG, (8300, 1200, 950, 40, 7), strict=True)]
BELOW_NOUGHT = [replace(one, up=up, down=down) for one, (up, down) in zip(LONG, ((0, 4), (5, 1), (2, 14), (3, 3), (9, 0)), strict=True)]  # fmt: skip

_STORY = (
    "<h1>Bakery in Mill Lane opens again</h1><p class='by'>By Petra Lind</p><p>The bakery in Mill Lane opened its doors on "
    "Thursday after a year of building, and the first loaves were gone before the mayor had arrived.</p><p>The two new ovens "
    "need half as much gas as the old one, which was built before the war and will be shown in the town museum.</p><p>Bread "
    "is to cost thirty cents more than last year; the owner says that flour has become dearer and rent has not fallen.</p>"
)  # fmt: skip
_FOOT = (
    "<div class='foot'><ul><li><a href='/m1'>Mill pond drained for the first time in a century</a></li><li><a href='/m2'>Town "
    "museum shows forty ovens</a></li></ul><p>Imprint and contact</p></div>"
)  # fmt: skip


def page_of_kind(name: str) -> str:
    """Return a whole page: menu, story, thread and furniture."""
    kind = KINDS[name]
    return _page(kind.write(kind.said), kind.lang)


def page_of_trap(name: str) -> str:
    """Return a whole page with a story and one trap."""
    return _page(TRAPS_OF_KINDS[name], "en")


def _page(section: str, lang: str) -> str:
    return (
        f"<html lang='{lang}'><head><title>Bakery in Mill Lane opens again</title></head><body><ul class='top'><li><a "
        "href='/n'>News</a></li><li><a href='/t'>Town</a></li><li><a href='/s'>Sport</a></li></ul><main><article>"
        f"{_STORY}</article>{section}</main>{_FOOT}</body></html>"
    )


def registering(kinds: dict[str, _Kind], make: type[_Kind]) -> Callable[..., Callable[[Write], Write]]:
    """Return a decorator that adds a way to write a thread to a table, under its name.

    It takes the thread and the fields of ``make``.
    """

    def of(said: Sequence[Said], **told: object) -> Callable[[Write], Write]:
        def add(write: Write) -> Write:
            kinds[write.__name__] = make(write, said, **told)  # type: ignore[arg-type]
            return write

        return add

    return of


kind = registering(KINDS, Kind)


def rows(said: Sequence[Said], one: Callable[[int, Said], str]) -> str:
    return "".join(one(n, each) for n, each in enumerate(said))


def kilo(number: int) -> str:
    return f"{number / 1000:.1f}k" if number >= 1000 else str(number)


def at(one: Said) -> str:
    return f"{one.at.day} {one.at:%B %Y, %H:%M}"


def am(one: Said) -> str:
    return f"{one.at:%B} {one.at.day}, {one.at:%Y} at {one.at:%I:%M %p}"


# --- votes --------------------------------------------------------------------------------------------------------


@kind(KILO, votes="up_as_score")
def a_shortened_count_between_icon_buttons(said: Sequence[Said]) -> str:
    return "<section><h2>5 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='q1'><div class='q2'><b>{c.name}</b><time datetime='{c.iso}Z'>{at(c)}</time></div><div "
        f"class='q3'>{c.text}</div><div class='q4'><button class='q5'><svg><path d='M0'/></svg></button><span>{kilo(c.up)}"
        "</span><button class='q5'><svg><path d='M1'/></svg></button><button>Reply</button></div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT, votes="both")
def counts_inside_buttons_with_thumbs(said: Sequence[Said]) -> str:
    return "<div id='k'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='row'><span class='h'>{c.name}</span> <span class='d'>{at(c)}</span><p>{c.text}</p>"
        f"<button>👍 {c.up}</button><button>👎 {c.down}</button></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT, votes="up")
def a_number_in_the_label_for_screen_readers(said: Sequence[Said]) -> str:
    return "<section class='talk'><h2>Join the conversation</h2><ul>" + rows(
        said,
        lambda n, c: f"<li><div><strong>{c.name}</strong><time datetime='{c.iso}Z'>{at(c)}</time></div><p>{c.text}</p><div>"
        f"<button aria-label='Like this comment. {c.up} likes'><i></i></button><button aria-label='Reply to {c.name}'>"
        "<i></i></button></div></li>",
    ) + "</ul></section>"  # fmt: skip


@kind(BELOW_NOUGHT, votes="score")
def negative_scores_between_arrows(said: Sequence[Said]) -> str:
    return "<div class='v0'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='v1'><div class='v2'><a href='/in'>▲</a><em>{c.up - c.down}</em><a href='/in'>▼</a></div>"
        f"<div class='v3'><a href='/u/{n}'>{c.name}</a> {at(c)}<div class='v4'>{c.text}</div></div></div>",
    ) + "</div>"  # fmt: skip


@kind(BELOW_NOUGHT, votes="score")
def points_with_a_typographic_minus(said: Sequence[Said]) -> str:
    return "<h3>What you say</h3><div>" + rows(
        said,
        lambda n, c: f"<div class='z1'><div><a href='/u/{n}'>{c.name}</a> <span>{str(c.up - c.down).replace('-', '−')} points"
        f"</span> <time datetime='{c.iso}Z'>{at(c)}</time></div><div><p>{c.text}</p></div><ul><li>reply</li><li>share</li>"
        "</ul></div>",
    ) + "</div>"  # fmt: skip


@kind(KILO, votes="up")
def a_like_link_with_a_shortened_count(said: Sequence[Said]) -> str:
    return "<div><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='f1'><a href='/u/{n}'>{c.name}</a><div class='f2'>{c.text}</div><div class='f3'><a>Like</a> · "
        f"<a>Reply</a> · <span>{kilo(c.up).upper()}</span> · <abbr>{at(c)}</abbr></div></div>",
    ) + "</div>"  # fmt: skip


@kind(PAIR, votes="both")
def two_comments_with_a_sentence_of_votes(said: Sequence[Said]) -> str:
    return "<section><h2>2 comments</h2>" + rows(
        said,
        lambda n, c: f"<article><header><span>{c.name}</span> <time datetime='{c.iso}Z'>{at(c)}</time></header><div><p>{c.text}"
        f"</p></div><p><span>{c.up}</span> agree, <span>{c.down}</span> disagree</p><p><a href='#c{n}'>Link</a> <a "
        "href='/login'>Reply</a></p></article>",
    ) + "</section>"  # fmt: skip


@kind(PAIR, votes="both")
def two_comments_with_microdata_and_a_sentence_of_votes(said: Sequence[Said]) -> str:
    return "<section id='comments'><h2><span itemprop='commentCount'>2</span> comments</h2>" + rows(
        said,
        lambda n, c: f"<article id='comment-{n + 4}' class='comment' itemscope itemtype='https://schema.org/Comment'><header>"
        f"<span itemprop='author'>{c.name}</span> <time itemprop='dateCreated' datetime='{c.iso}Z'>{at(c)}</time></header><div "
        f"itemprop='text'><p>{c.text}</p></div><p class='votes'><span itemprop='upvoteCount'>{c.up}</span> agree, <span "
        f"itemprop='downvoteCount'>{c.down}</span> disagree</p><p><a href='#comment-{n + 4}'>Link</a> <a href='/login'>Reply"
        "</a></p></article>",
    ) + "</section>"  # fmt: skip


@kind(FLAT, votes="both")
def a_question_whether_it_helped(said: Sequence[Said]) -> str:
    return "<div><h3>Reader comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='w1'><p class='w2'>{c.text}</p><p class='w3'>{c.name}, {at(c)}</p><p class='w4'>Was this comment "
        f"helpful? <a href='?y={n}'>Yes</a> ({c.up}) <a href='?n={n}'>No</a> ({c.down})</p></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT, votes="up")
def a_heart_behind_the_number(said: Sequence[Said]) -> str:
    return "<h3>Comments (5)</h3><ol>" + rows(
        said,
        lambda n, c: f"<li><p><b>{c.name}</b> <small>{at(c)}</small></p><p>{c.text}</p><p>{c.up} ♥</p></li>",
    ) + "</ol>"  # fmt: skip


@kind(FLAT, votes="score")
def pictures_that_send_a_form(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3><table>" + rows(
        said,
        lambda n, c: f"<tr><td><form action='/v'><input type='image' alt='vote up' src='u.gif'><b>{c.up - c.down}</b><input "
        f"type='image' alt='vote down' src='d.gif'></form></td><td><i>{c.name}</i> {at(c)}<br>{c.text}</td></tr>",
    ) + "</table>"  # fmt: skip


@kind(GERMAN, votes="both", lang="de")
def german_buttons_with_counts_in_brackets(said: Sequence[Said]) -> str:
    return "<section><h2>Leserbeiträge</h2>" + rows(
        said,
        lambda n, c: f"<div class='l1'><h4>{c.name}</h4><span>{c.at:%d.%m.%Y, %H:%M} Uhr</span><p>{c.text}</p><button>Stimme zu "
        f"({c.up})</button><button>Stimme nicht zu ({c.down})</button><button>Antworten</button></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT, votes="both")
def two_counts_behind_two_icon_buttons(said: Sequence[Said]) -> str:
    return "<section class='comments'><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='comment'><b class='name'>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time><p class='text'>"
        f"{c.text}</p><button class='b-plus'><svg/></button><span>{c.up}</span><button class='b-minus'><svg/></button><span>"
        f"{c.down}</span></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT, votes="up")
def a_title_that_counts_people(said: Sequence[Said]) -> str:
    return "<div class='talks'><h3>Discussion</h3>" + rows(
        said,
        lambda n, c: f"<div class='t1'><span class='t2'>{c.name}</span><span class='t3'>{at(c)}</span><div class='t4'>{c.text}</div>"
        f"<span class='t5' title='{c.up} people like this'><svg/></span></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT, votes="score")
def the_score_in_an_attribute_and_a_column(said: Sequence[Said]) -> str:
    return "<div class='thread-x'><h3>Replies</h3>" + rows(
        said,
        lambda n, c: f"<div class='p1' data-score='{c.up - c.down}'><div class='p2'>{c.up - c.down}</div><div class='p3'><p>{c.text}"
        f"</p><p>{c.name} <time datetime='{c.iso}Z'>{at(c)}</time></p></div></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT, votes="both")
def recommend_and_report_with_numbers_of_replies(said: Sequence[Said]) -> str:
    return "<div><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='r1'><div><a href='/p/{n}'>{c.name}</a></div><div>{at(c)}</div><div class='r2'>{c.text}</div><div>"
        f"<button>{n} replies</button> <button>Agree {c.up}</button> <button>Disagree {c.down}</button> <button>Report</button>"
        "</div></div>",
    ) + "</div>"  # fmt: skip


# --- small and even threads ---------------------------------------------------------------------------------------


@kind(PAIR)
def two_comments_with_hashed_names(said: Sequence[Said]) -> str:
    return "<div class='x9f2'><h2 class='a81c'>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='b77d'><div class='c0aa'><span class='d1'>{c.name}</span><span class='d2'>{at(c)}</span></div>"
        f"<div class='e4f1'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@kind(SHORT)
def one_line_comments_with_hashed_names(said: Sequence[Said]) -> str:
    return "<div class='x9f2'><h2 class='a81c'>4 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='b77d'><div class='c0aa'><span class='d1'>{c.name}</span><span class='d2'>{at(c)}</span></div>"
        f"<div class='e4f1'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@kind(SHORT)
def one_line_comments_name_and_text_in_one_line(said: Sequence[Said]) -> str:
    return "<section><h3>Comments</h3><ul>" + rows(
        said,
        lambda n, c: f"<li><a href='/u/{n}'>{c.name}</a> <span>{c.text}</span> <time datetime='{c.iso}Z'>{at(c)}</time></li>",
    ) + "</ul></section>"  # fmt: skip


@kind(ALONE)
def one_author_and_hashed_names(said: Sequence[Said]) -> str:
    return "<div class='x9f2'><h2 class='a81c'>4 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='b77d'><div class='c0aa'><a class='d1' href='/u/mira'>{c.name}</a><span class='d2'>{at(c)}</span>"
        f"</div><div class='e4f1'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@kind(ALONE)
def one_author_in_a_named_list(said: Sequence[Said]) -> str:
    return "<ol class='commentlist'>" + rows(
        said,
        lambda n, c: f"<li class='comment' id='comment-{n + 3}'><cite>{c.name}</cite> <a href='#comment-{n + 3}'>{at(c)}</a><p>"
        f"{c.text}</p></li>",
    ) + "</ol>"  # fmt: skip


CLOSING = "Thank you, and good night."


@kind([replace(one, text=f"{one.text}\n\n{CLOSING}") for one in FLAT])
def all_end_with_the_same_paragraph(said: Sequence[Said]) -> str:
    return "<section id='comments'><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<article class='comment' id='comment-{n}'><header><span class='author'>{c.name}</span> <time datetime="
        f"'{c.iso}Z'>{at(c)}</time></header><div class='text'>" + "".join(f"<p>{p}</p>" for p in c.text.split("\n\n"))
        + "</div></article>",
    ) + "</section>"  # fmt: skip


@kind([replace(one, text=f"{one.text}\n\n{CLOSING}") for one in FLAT])
def all_end_with_the_same_paragraph_and_nothing_is_named(said: Sequence[Said]) -> str:
    return "<div><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='b77d'><div class='c0aa'><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></div><div "
        "class='e4'>" + "".join(f"<p>{p}</p>" for p in c.text.split("\n\n")) + "</div><div class='g'><a href='/l'>Answer</a>"
        "</div></div>",
    ) + "</div>"  # fmt: skip


@kind([replace(one, text=f"Dear editors,\n\n{one.text}") for one in FLAT])
def all_begin_with_the_same_line(said: Sequence[Said]) -> str:
    return "<div><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='b77d'><div class='c0aa'><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></div><div "
        "class='e4'>" + "".join(f"<p>{p}</p>" for p in c.text.split("\n\n")) + "</div></div>",
    ) + "</div>"  # fmt: skip


# --- structure ----------------------------------------------------------------------------------------------------


@kind(LONG, parents=True)
def replies_in_a_flat_list_by_an_attribute(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2><ul>" + rows(
        said,
        lambda n, c: f"<li data-id='{n + 70}'" + (f" data-in-reply-to='{c.above + 70}'" if c.above is not None else "")
        + f"><h5>{c.name}</h5><time datetime='{c.iso}Z'>{at(c)}</time><p>{c.text}</p></li>",
    ) + "</ul></section>"  # fmt: skip


@kind(LONG, parents=True)
def replies_in_a_flat_list_by_level(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2><div>" + rows(
        said,
        lambda n, c: f"<div class='n1' data-level='{c.depth + 1}'><h5>{c.name}</h5><time datetime='{c.iso}Z'>{at(c)}</time><p>"
        f"{c.text}</p></div>",
    ) + "</div></section>"  # fmt: skip


@kind(LONG, parents=True)
def replies_by_aria_level(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2><div role='tree'>" + rows(
        said,
        lambda n, c: f"<div role='treeitem' aria-level='{c.depth + 1}' class='n1'><span class='n2'>{c.name}</span><time datetime="
        f"'{c.iso}Z'>{at(c)}</time><div class='n3'>{c.text}</div></div>",
    ) + "</div></section>"  # fmt: skip


@kind(FLAT, time="day")
def columns_of_a_table(said: Sequence[Said]) -> str:
    return "<h3>Your comments</h3><table><tr><th>Name</th><th>Comment</th><th>Date</th></tr>" + rows(
        said,
        lambda n, c: f"<tr><td>{c.name}</td><td>{c.text}</td><td>{c.at.day} {c.at:%B %Y}</td></tr>",
    ) + "</table>"  # fmt: skip


@kind(FLAT, time="day")
def a_definition_list(said: Sequence[Said]) -> str:
    return "<h3>Your opinions</h3><dl>" + rows(
        said,
        lambda n, c: f"<dt>{c.name} <small>({c.at:%Y-%m-%d})</small></dt><dd><p>{c.text}</p></dd>",
    ) + "</dl>"  # fmt: skip


@kind(LONG, parents=True)
def bare_articles_in_articles(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + nested(
        said,
        lambda n, c, inner: f"<article><header><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></header><p>{c.text}</p>"
        f"<footer><a href='/reply/{n}'>Reply</a></footer>{inner}</article>",
    ) + "</section>"  # fmt: skip


@kind(FLAT)
def deep_wrappers(said: Sequence[Said]) -> str:
    return "<div><div><h2>Comments</h2></div><div><div>" + rows(
        said,
        lambda n, c: f"<div><div><div><div><div><div><span>{c.name}</span></div></div><div><div><span>{at(c)}</span></div></div>"
        f"</div><div><div><div><p>{c.text}</p></div></div></div></div></div></div>",
    ) + "</div></div></div>"  # fmt: skip


@kind(FLAT)
def an_advertisement_between_comments(said: Sequence[Said]) -> str:
    return "<section><h2>5 comments</h2><div class='s1'>" + rows(
        said,
        lambda n, c: f"<div class='s2'><div><b>{c.name}</b> <span>{at(c)}</span></div><p>{c.text}</p></div>"
        + ("<div class='s2 s3'><div><b>Advertisement</b></div><p>New shoes for the wet season. <a href='https://shoes.example/'>"
           "Look at them now</a></p></div>" if n in (1, 3) else ""),
    ) + "</div></section>"  # fmt: skip


@kind(FLAT)
def rows_that_load_more(said: Sequence[Said]) -> str:
    return "<section><h2>42 comments</h2><ul>" + rows(
        said,
        lambda n, c: f"<li><div><b>{c.name}</b> <span>{at(c)}</span></div><p>{c.text}</p></li>"
        + ("<li><a href='#'>Show 12 more replies</a></li>" if n in (1, 2) else ""),
    ) + "<li><a href='#'>Load more comments</a></li></ul></section>"  # fmt: skip


@kind([replace(one, above=None, depth=0) for one in LONG])
def placeholders_of_removed_comments(said: Sequence[Said]) -> str:
    gone = "<div class='g1'><div><i>[removed]</i></div><p><em>This comment was removed by a moderator.</em></p></div>"
    return "<section><h2>7 comments</h2><div>" + rows(
        said,
        lambda n, c: f"<div class='g1'><div><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></div><p>{c.text}</p></div>"
        + (gone if n in (0, 3) else ""),
    ) + "</div></section>"  # fmt: skip


@kind(FLAT)
def initials_instead_of_pictures(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='i1'><div class='i2'>{c.name[0].upper()}</div><div class='i3'><div class='i4'>{c.name}</div><div "
        f"class='i5'>{at(c)}</div><div class='i6'>{c.text}</div></div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT)
def badges_behind_some_names(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='i1'><div class='i4'><span>{c.name}</span>" + ("<span class='i9'>Subscriber</span>" if n % 2 else "")
        + f"</div><div class='i5'>{at(c)}</div><div class='i6'>{c.text}</div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT, time="")
def name_and_age_in_one_line(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='i1'><div class='i4'>{c.name} · {n + 2} hours ago</div><div class='i6'>{c.text}</div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT)
def signed_below_the_text(said: Sequence[Said]) -> str:
    return "<h2>Readers write</h2><div class='m1'>" + rows(
        said,
        lambda n, c: f"<blockquote><p>{c.text}</p><footer>— {c.name}, {at(c)}</footer></blockquote>",
    ) + "</div>"  # fmt: skip


@kind(LONG, parents=True)
def folded_threads(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + nested(
        said,
        lambda n, c, inner: f"<details open><summary><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></summary><div><p>"
        f"{c.text}</p></div>{inner}</details>",
    ) + "</section>"  # fmt: skip


@kind(LONG, parents=True, votes="score")
def custom_elements_with_attributes(said: Sequence[Said]) -> str:
    return "<x-thread>" + nested(
        said,
        lambda n, c, inner: f"<x-post author='{c.name}' depth='{c.depth}' score='{c.up - c.down}' created='{c.iso}Z'><div slot='head'>"
        f"<a href='/u/{n}'>{c.name}</a> <x-ago><time datetime='{c.iso}Z'>2 years ago</time></x-ago></div><div slot='body'><p>"
        f"{c.text}</p></div>{inner}</x-post>",
    ) + "</x-thread>"  # fmt: skip


@kind(FLAT)
def a_quote_of_the_comment_above(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        [replace(c, text=c.text.split("\n\n")[-1]) for c in said],
        lambda n, c: f"<div class='i1'><div class='i4'><b>{c.name}</b> {at(c)}</div><div class='i6'>{c.text}</div><div class='i7'>"
        "<a href='/r'>Reply</a> <a href='/q'>Quote</a></div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT)
def a_bar_of_tools_before_each_text(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='i1'><div class='i0'><a href='#r{n}'>#{n + 1}</a> <a href='/r'>Report</a> <a href='/s'>Share</a></div>"
        f"<div class='i4'>{c.name}</div><div class='i6'>{c.text}</div><div class='i5'>{at(c)}</div></div>",
    ) + "</section>"  # fmt: skip


@kind(FLAT)
def texts_of_several_paragraphs(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div><p><strong>{c.name}</strong><br>{at(c)}</p><p>" + c.text + "</p></div><hr>",
    ) + "</section>"  # fmt: skip


@kind(GERMAN, lang="de", time="exact")
def german_lines_without_any_name(said: Sequence[Said]) -> str:
    return "<div><h3>3 Kommentare</h3>" + rows(
        said,
        lambda n, c: f"<div><div>{c.name} schrieb am {c.at:%d.%m.%Y} um {c.at:%H:%M} Uhr</div><div>{c.text}</div><div>Antworten "
        "Melden</div></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT)
def a_section_aside(said: Sequence[Said]) -> str:
    return "<aside class='side'><h2>Comments</h2><ul>" + rows(
        said,
        lambda n, c: f"<li class='o1'><div class='o2'>{c.name}</div><div class='o3'>{c.text}</div><div class='o4'>{at(c)}</div></li>",
    ) + "</ul></aside>"  # fmt: skip


@kind(FLAT)
def a_sort_bar_and_a_form_before_the_list(said: Sequence[Said]) -> str:
    return (
        "<div class='y0'><h2>Comments</h2><form><textarea></textarea><button>Post</button></form><div><a>Newest</a> <a>Oldest</a> "
        "<a>Best</a></div><p>Please stay polite. Read our rules before you write.</p><div>"
    ) + rows(
        said,
        lambda n, c: f"<div class='y1'><div class='y2'>{c.name}</div><div class='y3'>{c.text}</div><div class='y4'>{at(c)}</div></div>",
    ) + "</div></div>"  # fmt: skip


@kind(FLAT)
def nothing_says_comments_but_the_buttons(said: Sequence[Said]) -> str:
    return "<div class='y0'>" + rows(
        said,
        lambda n, c: f"<div class='y1'><div class='y2'>{c.name}</div><div class='y4'>{at(c)}</div><div class='y3'>{c.text}</div><div>"
        f"<a href='/a/{n}'>Reply</a></div></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT)
def joined_since_beside_each_post(said: Sequence[Said]) -> str:
    return "<div class='y0'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<table class='y1'><tr><td><b>{c.name}</b><br>Joined: {n + 1} March 2015<br>Posts: {n * 40 + 3}</td><td><div>"
        f"{at(c)}</div><div>{c.text}</div></td></tr></table>",
    ) + "</div>"  # fmt: skip


# --- what pages of others showed ----------------------------------------------------------------------------------


@kind(FLAT, time="day")
def terms_with_a_number_a_name_and_a_day(said: Sequence[Said]) -> str:
    return "<div id='comments'><h3>5 comments</h3><dl>" + rows(
        said,
        lambda n, c: f"<dt class=''><a href='#49{n}'>{n + 1}.</a> {c.name} - {c.at:%B} {c.at.day}, {c.at:%Y}</dt><dd class=''><p>"
        f"{c.text}</p></dd>",
    ) + "</dl></div>"  # fmt: skip


@kind(FLAT[:1], time="")
def the_only_comment_in_a_box_of_the_column(said: Sequence[Said]) -> str:
    return "<div class='module'><h3>Comments</h3><div class='body' id='comments'><div id='discussion'>" + rows(
        said,
        lambda n, c: f"<div class='module sidebar_module js-comment' id='c-a{n}'><div class='dialogue'><div><p class='stamp'>{n + 3} hours "
        f"ago</p><h5><a href='/profile/{n}'>{c.name}</a></h5></div><p class='js-discussion-text'>{c.text}</p></div></div>",
    ) + "</div></div></div>"  # fmt: skip


@kind(FLAT)
def signed_paragraphs_below_links_from_elsewhere(said: Sequence[Said]) -> str:
    links = five(
        lambda n: (
            f"<p><a id='p{n}'></a> » <a href='https://b{n}.example/'>{_TITLES[n]}</a> from {_NAMES[n]}<br>{_WORDS[n]} <a href="
            f"'https://b{n}.example/'>[Read More]</a></p><p class='posted'>Tracked on May {n + 1}, 2024 12:29:29 AM</p>"
        )
    )
    return f"<h2><a id='trackbacks'></a>TrackBack</h2><p>Weblogs that mention this:</p>{links}<h2><a id='comments'></a>Comments</h2>" + rows(
        said,
        lambda n, c: f"<a id='c6{n}'></a><p>{c.text}</p><p class='posted'>Posted by: <a href='https://u{n}.example'>{c.name}</a> | "
        f"{c.at:%b %d, %Y %I:%M:%S %p}</p>",
    )  # fmt: skip


@kind(FLAT[:1])
def the_only_comment_signed_in_its_foot(said: Sequence[Said]) -> str:
    return "<div class='comments' id='all-comments'><div class='comments-content'>" + rows(
        said,
        lambda n, c: f"<div class='comment comment-even' id='comment-6a{n}c'><div class='comment-content'><p>{c.text}</p></div><p "
        f"class='comment-footer'>Posted by: {c.name} | <a href='/ferry.html?cid=6a{n}c#comment-6a{n}c'>{c.at:%B %d, %Y at %I:%M %p}"
        "</a></p></div>",
    ) + "</div></div>"  # fmt: skip


@kind(FLAT)
def a_list_for_each_comment(said: Sequence[Said]) -> str:
    return "<div class='commentsblock'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<a name='1029{n}.htm'></a><ol class='commentlist'><li class='{'authorpost' if n == 1 else 'commentpost'}'><strong>"
        f"{n + 1} {c.name}</strong> | <small class='commentmetadata'>{c.at:%m/%d/%Y %I:%M:%S %p}</small><p></p><p>{c.text}</p></li></ol>",
    ) + "</div>"  # fmt: skip


@kind(FLAT)
def signed_with_a_number_below_the_text(said: Sequence[Said]) -> str:
    return "<div class='titlebar'><a name='comments'></a>Comments</div>" + rows(
        said,
        lambda n, c: f"<div class='comments-body'><p>{c.text}</p><span class='comments-post'>Comment #{n + 1} - Posted by: {c.name} at "
        f"{c.at:%B %d, %Y %I:%M %p}</span></div>",
    )  # fmt: skip


@kind(FLAT, time="")
def marked_comments_in_a_widget(said: Sequence[Said]) -> str:
    return "<div class='holder'><div class='widget column widget_talkwidget'><div id='talk_thread'><ul id='dsq-comments'>" + rows(
        said,
        lambda n, c: f"<li class='comment even thread-even depth-1' id='dsq-comment-10{n}'><div class='dsq-comment-header'><cite><span>"
        f"{c.name}</span></cite></div><div class='dsq-comment-body'><div class='dsq-comment-message'><p>{c.text}</p></div></div></li>",
    ) + "</ul></div></div></div>"  # fmt: skip


@kind(FLAT, time="")
def days_without_a_year(said: Sequence[Said]) -> str:
    return "<div id='comments'><h3>The talk</h3>" + rows(
        said,
        lambda n, c: f"<div class='comments {'odd' if n % 2 else 'even'} cid-5023c{n}' id='comment-5023c5aeeab8eaf83{n}'><div><b>{c.name}</b> "
        f"<span class='smaller'>on <a href='/c/5023c{n}' title='Permalink to this comment'>{c.at:%b} {c.at.day}, {c.at:%I:%M %p}</a> said:"
        f"</span><div class='comment-content'><div class='comment-text'>{c.text}</div></div></div></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT[:1], lang="en")
def the_only_comment_below_a_bar(said: Sequence[Said]) -> str:
    return "<div class='titlebar'>Comments</div>" + rows(
        said,
        lambda n, c: f"<div style='padding-top: 10px;'><h3>#{n + 1} Comment by <img src='f.png' title='Norway'> {c.name}</h3>{c.at.day}. "
        f"{c.at:%B %Y, %H:%M}<p>{c.text}</p></div>",
    ) + "<div class='noprint'><div class='titlebar'>Write a comment</div><form><textarea></textarea></form></div>"  # fmt: skip


@kind(PAIR, time="day")
def two_comments_posted_by(said: Sequence[Said]) -> str:
    return "<div class='comment_container'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='item'><p class='who'>Posted By: {c.name}</p><p class='when'>{c.at:%B} {c.at.day}, {c.at:%Y}</p><p class="
        f"'what'>{c.text}</p></div>",
    ) + "</div>"  # fmt: skip


@kind(FLAT, time="")
def name_and_a_day_without_a_year_in_one_line(said: Sequence[Said]) -> str:
    return "<div class='comments'><h3>5 Comments</h3><ol>" + rows(
        said,
        lambda n, c: f"<li><div class='top'>{c.name} Posted: {c.at:%b}.{c.at.day} at {c.at:%I:%M %p}</div><p>{c.text}</p></li>",
    ) + "</ol></div>"  # fmt: skip


@kind(FLAT)
def names_of_which_some_are_linked_before_says(said: Sequence[Said]) -> str:
    return "<ol class='commentlist'>" + rows(
        said,
        lambda n, c: "<li>" + (f"<a href='https://u{n}.example/' rel='external'>{c.name}</a>" if n % 3 else f"<em>{c.name}</em>")
        + f" <i>Says:</i><br><small>{c.at:%B} {c.at.day}, {c.at:%Y} at {c.at:%I:%M %p}</small><p>{c.text}</p></li>",
    ) + "</ol>"  # fmt: skip


@kind(PAIR)
def two_comments_signed_with_and_without_a_link(said: Sequence[Said]) -> str:
    return "<div class='comments' id='all-comments'><div class='comments-content'>" + rows(
        said,
        lambda n, c: f"<div class='comment comment-odd' id='comment-6a{n}c'><div class='comment-content'><span>{c.text}</span></div><p "
        f"class='comment-footer'>Posted by: " + (c.name if n else f"<a href='https://u{n}.example/'>{c.name}</a>") + " | <a href="
        f"'/lane.html?cid=6a{n}c#comment-6a{n}c'>{c.at:%B %d, %Y at %I:%M %p}</a></p></div>",
    ) + "</div></div>"  # fmt: skip


@kind([replace(one, at=one.at.replace(day=3)) for one in FLAT], time="day")
def terms_of_one_day(said: Sequence[Said]) -> str:
    return terms_with_a_number_a_name_and_a_day(said)


# --- traps --------------------------------------------------------------------------------------------------------

_NAMES = ["Ida Fenn", "Otto Brack", "Lena Quist", "Sam Tolley", "Ruth Amsel"]
_TITLES = [
    "Mill pond drained for the first time in a century", "Town museum shows forty ovens", "Flour costs more again",
    "Baker's widow keeps the name", "Lane is closed to lorries until June",
]  # fmt: skip
_WORDS = [
    "The pond was full of bicycles, the workmen said, and of one safe that nobody has opened so far.",
    "Forty ovens stand in the old fire station, and the oldest of them baked for a king who did not pay.",
    "Millers blame the rain and bakers blame the millers; the price went up by a tenth within a month.",
    "She signed the lease on Tuesday and will keep the sign above the door as it has been since 1908.",
    "Drivers have to go round by the station; the signs were put up at night, and nobody was told.",
]


def five(one: Callable[[int], str]) -> str:
    return "".join(one(n) for n in range(5))


TRAPS_OF_KINDS.update(
    {
        "a_rating_for_each_side": "<div class='a1'><h3>Ratings</h3>"
        + five(lambda n: f"<div class='a2'><b>{_NAMES[n]}</b> <time datetime='2024-05-0{n + 1}'>{n + 1} May 2024</time><ul><li>Taste "
               f"{n + 1}/5</li><li>Price {5 - n}/5</li></ul><p>{_WORDS[n]}</p></div>") + "</div>",
        "teasers_that_a_script_opens": "<div class='more'><h3>Also today</h3>"
        + five(lambda n: f"<div class='card' data-href='/s{n}'><div class='ttl'>{_TITLES[n]}</div><div class='by'>{_NAMES[n]}</div>"
               f"<div class='tm'>{n + 1} May 2024, 1{n}:20</div><p>{_WORDS[n]}</p></div>") + "</div>",
        "live_blog_with_several_authors": "<div class='lb'>"
        + five(lambda n: f"<div class='post'><div class='m'><time datetime='2024-05-01T1{n}:00:00Z'>1{n}:00</time> <span>{_NAMES[n]}"
               f"</span></div><div class='c'><p>{_WORDS[n]}</p></div></div>") + "</div>",
        "live_blog_with_counts_of_comments": "<div class='lb'><h2>Live</h2>"
        + five(lambda n: f"<div class='post'><div class='m'><time datetime='2024-05-01T1{n}:00:00Z'>1{n}:00</time> <span>{_NAMES[n]}"
               f"</span></div><div class='c'><p>{_WORDS[n]}</p></div><a href='/p{n}#comments'>{n + 2} comments</a></div>") + "</div>",
        "events_with_speakers": "<section><h2>Talks in the museum</h2>"
        + five(lambda n: f"<div class='ev'><div>{n + 1} June 2024, 19:30</div><div>{_NAMES[n]}</div><p>{_WORDS[n]}</p></div>")
        + "</section>",
        "latest_comments_of_all_stories": "<div class='w'><h4>Latest comments</h4>"
        + five(lambda n: f"<div class='lc'><b>{_NAMES[n]}</b>: <a href='/s{n}#comment-{n + 60}'>{_WORDS[n][:60]}…</a><br><i>{n + 1} "
               f"May 2024</i> in <a href='/s{n}'>{_TITLES[n]}</a></div>") + "</div>",
        "product_reviews_without_stars": "<section class='rv'><h2>Customer reviews</h2>"
        + five(lambda n: f"<div class='rv1'><div>{_NAMES[n]}</div><div>Rating: {n + 1} of 5</div><div>Verified purchase</div><div>"
               f"{n + 1} May 2024</div><p>{_WORDS[n]}</p><span>{n + 3} people found this helpful</span></div>") + "</section>",
        "job_offers": "<div class='jobs'><h3>Jobs in the region</h3>"
        + five(lambda n: f"<div class='job'><div class='t'>Baker (m/f), {n + 20} hours</div><div class='co'>{_NAMES[n]} & Sons</div>"
               f"<div class='d'>{n + 1} May 2024</div><p>{_WORDS[n]}</p></div>") + "</div>",
        "index_of_a_forum": "<h3>Forum: town</h3><table>"
        + five(lambda n: f"<tr><td><b>{_TITLES[n]}</b><br>by {_NAMES[n]}</td><td>{n + 4}</td><td>{_NAMES[4 - n]}<br>{n + 1} May 2024, "
               "08:15</td></tr>") + "</table>",
        "ticker_of_a_match": "<div class='tk'><h3>Ticker</h3>"
        + five(lambda n: f"<div class='tk1'><span class='min'>{90 - n * 9}'</span><span class='tm'>2{n}:1{n}</span><b>{_NAMES[n]}</b>"
               f"<p>{_WORDS[n]}</p></div>") + "</div>",
        "readers_quoted_in_the_story": "<section><h2>What people in the queue said</h2>"
        + five(lambda n: f"<div class='vox'><img src='{n}.jpg'><h4>{_NAMES[n]}, {n + 40}</h4><p>“{_WORDS[n]}”</p></div>")
        + "</section>",
        "episodes_of_a_series": "<section class='pod'><h2>Episodes</h2>"
        + five(lambda n: f"<div class='ep'><div>{n + 1} May 2024</div><div>{_TITLES[n]}</div><div>3{n} min</div><p>{_WORDS[n]}</p></div>")
        + "</section>",
        "videos_of_a_channel": "<section><h2>Watch next</h2>"
        + five(lambda n: f"<div class='vid'><div class='vt'>{_TITLES[n]}</div><div class='vc'>{_NAMES[n]}</div><div>{n + 1}.3k views · "
               f"{n + 2} days ago</div></div>") + "</section>",
        "what_other_papers_write": "<section><h2>Press review</h2>"
        + five(lambda n: f"<div class='pr'><b>The {_NAMES[n].split()[1]} Post</b> <span>{n + 1} May 2024</span><p>{_WORDS[n]}</p></div>")
        + "</section>",
        "an_interview": "<div class='iv'>"
        + five(lambda n: f"<p><b>Courier:</b> {_TITLES[n]}?</p><p><b>Fenn:</b> {_WORDS[n]}</p>") + "</div>",
        "minutes_of_a_council": "<div class='min'><h3>Minutes of the session</h3>"
        + five(lambda n: f"<div><b>{_NAMES[n]} (Mill Party)</b><span>1{n}:0{n}</span><p>{_WORDS[n]}</p></div>") + "</div>",
        "authors_with_their_newest_columns": "<div class='cols'><h3>Columns</h3>"
        + five(lambda n: f"<div class='col'><img src='{n}.jpg'><div>{_NAMES[n]}</div><div>{n + 1} May 2024</div><div><a href='/c{n}'>"
               f"{_TITLES[n]}</a></div><p>{_WORDS[n]}</p></div>") + "</div>",
        "stories_with_counts_of_comments": "<div class='tz'>"
        + five(lambda n: f"<div class='tz1'><a href='/s{n}'>{_TITLES[n]}</a><div>{_NAMES[n]} | {n + 1} May 2024, 08:0{n}</div><p>"
               f"{_WORDS[n]}</p><a href='/s{n}#comments'>{n + 2} comments</a></div>") + "</div>",
        "best_comments_of_the_week": "<div class='bw'><h3>Best comments of the week</h3>"
        + five(lambda n: f"<div class='bw1'><h4><a href='/s{n}'>{_TITLES[n]}</a></h4><b>{_NAMES[n]}</b> <span>{n + 1} May 2024</span><p>"
               f"{_WORDS[n]}</p></div>") + "</div>",
        "notices_of_deaths": "<section><h2>We remember</h2>"
        + five(lambda n: f"<div class='ob'><div>{_NAMES[n]}</div><div>3 May 194{n} – 1 May 2024</div><p>{_WORDS[n]}</p></div>")
        + "</section>",
        "members_of_a_team": "<section><h2>Our team</h2>"
        + five(lambda n: f"<div class='tm'><h4>{_NAMES[n]}</h4><div>since {n + 1} May 201{n}</div><p>{_WORDS[n]}</p></div>")
        + "</section>",
        "small_ads_with_names": "<section><h2>Found and lost</h2>"
        + five(lambda n: f"<div class='ad'><p>{_WORDS[n]}</p><div>{_NAMES[n]}, Ellin</div><div>{n + 1} May 2024</div><a href='/ad/{n}'>"
               "Contact</a></div>") + "</section>",
        "steps_of_a_recipe": "<section><h2>How to bake it</h2><ol>"
        + five(lambda n: f"<li><b>Step {n + 1}</b><span>{n + 5} min</span><p>{_WORDS[n]}</p></li>") + "</ol></section>",
        "history_of_a_page": "<section><h2>Changes to this story</h2>"
        + five(lambda n: f"<div><span>{n + 1} May 2024, 08:0{n}</span> <b>{_NAMES[n]}</b><p>{_WORDS[n]}</p></div>") + "</section>",
        "chapters_below_a_count_of_comments": "<div class='lead'>By Ida Fenn | 3 May 2024 | Comments</div><div class='text'>"
        + five(lambda n: f"<h3>{_TITLES[n]}</h3><p>{_WORDS[n]}</p>") + "</div>",
        "footer_below_a_label_of_a_form": "<form><p>Your name</p><input name='n'><p>Comments : *</p><textarea></textarea></form><div "
        "class='foot2'>" + five(lambda n: f"<div class='box'><h4>{_TITLES[n]}</h4><p>{_WORDS[n]}</p></div>") + "</div>",
        "windows_of_a_section_without_comments": "<section class='comments'><div class='modal fade commentModal'><h4>Post a comment"
        "</h4><p>Smile, sad, angry, tired, sleepy, proud, in love.</p><p>Add a picture</p></div><div class='modal fade'><h4>Watch this "
        "discussion</h4><p>Get a message whenever somebody writes here.</p><p>Off</p></div><div class='modal fade'><h4>Sign in</h4>"
        "<p>Use the name that you chose when you came here first.</p><p>Go</p></div></section>",
        "fields_of_a_form_for_comments": "<div class='comments'>"
        + five(lambda n: f"<div class='comment-form-field'><b>{_NAMES[n]}</b><p>Please write line {n} here</p><input name='f{n}'></div>")
        + "</div>",
        "a_table_that_scrolls": "<div class='table-responsive'><table>"
        + five(lambda n: f"<tr><td><b>{_TITLES[n]}</b></td><td>{_WORDS[n]}</td></tr>") + "</table></div>",
        "captions_beside_three_boxes_for_comments": "<div class='column'>"
        + "".join(f"<div class='comments'>Please log in to comment, reader {n}</div>" for n in range(3))
        + "<ul>" + five(lambda n: f"<li><h2><span>{n + 1}/5</span> {n + 1} May 2024</h2><p>{_WORDS[n]}</p><p class='credits'>{_NAMES[n]}</p>"
                        "</li>") + "</ul></div>",
        "posts_of_the_paper_itself": "<div class='net'><ol>"
        + five(lambda n: f"<li><span>The Courier</span> <p>{_WORDS[n]}</p><time datetime='2024-05-01T1{n}:00:00Z'>1{n}:00 1 May 2024"
               "</time><a>Reply</a> <a>Retweet</a></li>") + "</ol></div>",
        "teasers_below_no_comments": "<h3>0 Comments</h3><div class='rec'>"
        + five(lambda n: f"<div class='rc1'><div>{_TITLES[n]}</div><div>{_NAMES[n]}</div><div>{n + 1} May 2024</div><p>{_WORDS[n]}</p>"
               "</div>") + "</div>",
        "an_empty_thread_above_teasers": "<section id='comments'><h2>Comments (0)</h2><p>Nobody has written yet.</p></section><div "
        "class='rec'><h2>Recommended</h2>"
        + five(lambda n: f"<div class='rc1'><b>{_TITLES[n]}</b><span>{_NAMES[n]}</span><span>{n + 1} May 2024</span><p>{_WORDS[n]}</p>"
               "</div>") + "</div>",
    }
)  # fmt: skip
