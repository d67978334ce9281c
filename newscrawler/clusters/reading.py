"""A text, read for comparison: its runs, the runs outside of quotations, its opening, its numbers and its form.

Captions are left out. Agencies send one photo with many of their stories, so that stories of different events share
its caption word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from operator import sub

from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.clusters.texts import Text
from newscrawler.language.bylines import parse_byline
from newscrawler.language.dates.words import WEEKDAYS
from newscrawler.language.pictures import is_picture_credit, starts_as_caption
from newscrawler.language.roundups import Form, begins_running, form_of_headline

__all__ = ["DAY_NAMES", "Reading", "read", "without_captions"]

_CAPTION_WORDS = 120
"""Words of a caption at most. A longer paragraph that holds a picture's credit is a page's text in one piece."""
_CAPTION_TAIL = 40
"""Letters at the end of a short paragraph among which a word for pictures makes it a caption, unless they end a
sentence: "… Mara Quill/Getty Images"."""
_CAPTIONS_ARE_TEXT = 0.25
"""Part of a text that must remain without its captions. Where less remains, the captions are the text: a gallery."""
_TAIL_WORDS = 8
"""Words behind the last caption of a text in one piece from which on they are text."""
_OPENING = 3
"""Sentences of an opening: the first may be a label or a line that the outlet put above the text."""
_SENTENCE_WORDS = 8
"""Words of a sentence at least. Shorter ones are labels, names and times."""
_SENTENCE_RUNS = 4
"""The same in runs."""
_QUOTED_PART = 0.5
"""Part of a run's letters inside quotation marks from which on it is a quotation."""
_ENTRIES = 3
"""Paragraphs that begin with a time of day, from which on a text is a running file."""
_SHORT_DAY = 4
"""Letters of a weekday's name that may be a word of another language: ``mar``, ``dom``, ``joi``."""
_HEADING_WORDS = range(4, 25)
"""Words of a line that may be the headline of a story below it."""
_LEAST_LINES = 3
"""Lines of a list of other stories at least: its title and two headlines. One or two are a credit and initials."""
_SECTION_PARAGRAPHS = 3
"""Paragraphs of a page of several stories for each heading, itself included. A story has more below a subheading."""
_TEASERS = 3
"""Sections of a page of teasers at least."""
_TEASER_PARAGRAPHS = 2.5
"""Paragraphs of such a page for each heading, itself included: a heading and a sentence or two."""

DAY_NAMES = frozenset(day for day in WEEKDAYS if len(day) > _SHORT_DAY)
"""Names of the days of the week in all languages, without abbreviations."""

_ENDS = ".!?…。！？\"”’'»"
_NO_HEADING = _ENDS + ":：,;、"
_NO_LINE = _ENDS + "」』）)"

_CREDIT = re.compile(r"[(（\[][^()（）\[\]]{2,90}[)）\]]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»')\]]*\s+|(?<=[。！？])")
_MARKS_OF_QUOTATION = re.compile('["“”„«»「」]')
_POST = re.compile(r"(?:^|\s)[—–-]\s?[^—–.!?]{2,60}\(@\w{2,20}\)|\(@\w{2,20}\)\s.{0,30}$|\bpic\.twitter\.com/|\bt\.co/")
"""A post of a social network that is printed as text, or the line below it that says who posted it."""
_POST_SIGNS = ("(@", "pic.twitter.com/", "t.co/")
_POSTED_BY = re.compile(r"^\W{0,3}[—–-]?\s?[^.!?]{2,60}\(@\w{2,20}\)")
_CLOCK = re.compile(r"\W{0,3}(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared."""

    paragraphs: tuple[str, ...]
    """The paragraphs without captions, and without the list of other stories below them."""
    runs: frozenset[str]
    prose: frozenset[str]
    """The runs outside of quotations and posts."""
    news: frozenset[str]
    """The runs of ``prose`` in the first half of the text, where the news is. Background comes below it."""
    opening: tuple[frozenset[str], ...]
    """The runs of each of the first sentences."""
    numbers: frozenset[str]
    days: frozenset[int]
    """Days of the week in the first paragraphs, Monday is 1."""
    authors: frozenset[str]
    """Names of the people in the byline."""
    headline: str
    """The words of the headline, joined by spaces."""
    form: Form
    headings: dict[str, frozenset[str]]
    """Words of each line that may be a headline, and the runs of the paragraph below it."""
    sections: tuple[frozenset[str], ...]
    """The runs below each such line of a page that begins with one and is made of them; empty for other texts."""


@lru_cache(maxsize=256)
def read(text: Text) -> Reading:
    """Return the reading of a text. The latest readings are kept: a new story is compared with many."""
    paragraphs = _without_list_below(without_captions(text.paragraphs))
    words = [words_of(paragraph) for paragraph in paragraphs]
    runs, prose = _runs(paragraphs, words)
    sections = _sections(paragraphs, words)
    return Reading(
        paragraphs=tuple(paragraphs),
        runs=frozenset(runs),
        prose=frozenset(prose),
        news=frozenset(prose[: (len(prose) + 1) // 2]),
        opening=_opening(paragraphs),
        numbers=_numbers(words),
        days=frozenset(WEEKDAYS[word] for line in words[:_OPENING] for word in line if word in DAY_NAMES),
        authors=_authors(text.byline),
        headline=" ".join(words_of(text.headline)),
        form=_form(text.headline, paragraphs, sections),
        headings={
            " ".join(line): frozenset(runs_of(below)) for line, below in pairwise(words) if len(line) in _HEADING_WORDS
        },
        sections=sections,
    )


def _numbers(paragraphs: list[list[str]]) -> frozenset[str]:
    words = frozenset(chain.from_iterable(line for line in paragraphs if len(line) >= _SENTENCE_WORDS))
    return frozenset(word for word in words if word[0].isdigit())


def _authors(byline: str | None) -> frozenset[str]:
    found = parse_byline(byline) if byline else None
    return frozenset(name.casefold() for name in found.authors) if found else frozenset()


def without_captions(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs without captions; all if hardly anything else is there."""
    kept = [text for paragraph in paragraphs if (text := _without_caption(paragraph))]
    whole = sum(map(len, paragraphs))
    return kept if sum(map(len, kept)) >= _CAPTIONS_ARE_TEXT * whole else list(paragraphs)


def _without_list_below(paragraphs: list[str]) -> list[str]:
    """Return a text without the lines at its end that are no sentences: headlines of other stories. A text that is
    half of such lines is a list itself.
    """
    end = len(paragraphs)
    while end and _is_line(paragraphs[end - 1]):
        end -= 1
    kept = paragraphs[:end]
    is_list = len(paragraphs) - end < _LEAST_LINES or 2 * sum(map(len, kept)) < sum(map(len, paragraphs))
    return paragraphs if is_list else kept


def _is_line(paragraph: str) -> bool:
    return paragraph.rstrip()[-1:] not in _NO_LINE and len(paragraph.split()) < _HEADING_WORDS.stop


def _without_caption(paragraph: str) -> str:
    """Return a paragraph without what is printed before the credit of a picture."""
    if not (is_picture_credit(paragraph) or starts_as_caption(paragraph)):
        return paragraph
    if len(paragraph.split()) <= _CAPTION_WORDS:
        return "" if _is_caption(paragraph) else paragraph
    return _without_captions_inside(paragraph)


def _is_caption(paragraph: str) -> bool:
    """Return whether a short paragraph begins or ends with a picture's credit, or has it in brackets."""
    return (
        starts_as_caption(paragraph)
        or (paragraph[-1:] not in _ENDS and is_picture_credit(paragraph[-_CAPTION_TAIL:]))
        or any(is_picture_credit(credit[0]) for credit in _CREDIT.finditer(paragraph))
    )


def _without_captions_inside(paragraph: str) -> str:
    """Return a text in one piece without its captions. Where much is printed before a credit, the caption is the last
    sentence.
    """
    kept: list[str] = []
    start = 0
    for credit in _CREDIT.finditer(paragraph):
        if is_picture_credit(credit[0]):
            before = paragraph[start : credit.start()]
            if len(before.split()) > _CAPTION_WORDS:
                kept += _SENTENCE_END.split(before.strip())[:-1]
            start = credit.end()
    rest = paragraph[start:]
    return " ".join([*kept, rest] if start == 0 or len(rest.split()) > _TAIL_WORDS else kept)


def _runs(paragraphs: list[str], split: list[list[str]]) -> tuple[list[str], list[str]]:
    """Return all runs, and those of which less than a half is quoted. Runs go on from one paragraph to the next.

    :param split: the words of each paragraph
    """
    words: list[str] = []
    quoted: list[bool] = []
    for found, is_quoted in _parts(paragraphs, split):
        words += found
        quoted += [is_quoted] * len(found)
    runs = runs_of(words)
    if True not in quoted:
        return runs, runs
    length = max(1, len(words) - len(runs) + 1)
    before = list(accumulate(quoted, initial=0))
    marks = map(sub, before[length:], before)
    return runs, [run for run, count in zip(runs, marks, strict=False) if count <= _QUOTED_PART * length]


def _parts(paragraphs: list[str], split: list[list[str]]) -> Iterator[tuple[list[str], bool]]:
    """Yield the words of the parts of the text in order, and whether each is a quotation or a post."""
    for paragraph, words, below in zip(paragraphs, split, [*paragraphs[1:], ""], strict=False):
        if _is_post(paragraph, below):
            yield words, True
            continue
        parts = _MARKS_OF_QUOTATION.split(paragraph)
        if len(parts) == 1:
            yield words, False
            continue
        for number, part in enumerate(parts):
            yield words_of(part), number % 2 == 1


def _is_post(paragraph: str, below: str) -> bool:
    """Return whether a paragraph is a post or names who posted it. The looks before the expressions save their time."""
    return (any(map(paragraph.__contains__, _POST_SIGNS)) and _POST.search(paragraph) is not None) or (
        "@" in below and _POSTED_BY.match(below) is not None
    )


def _opening(paragraphs: list[str]) -> tuple[frozenset[str], ...]:
    sentences = (sentence for paragraph in paragraphs for sentence in _SENTENCE_END.split(paragraph))
    long = (runs for sentence in sentences if len(runs := runs_of(words_of(sentence))) >= _SENTENCE_RUNS)
    return tuple(frozenset(runs) for runs, _ in zip(long, range(_OPENING), strict=False))


def _sections(paragraphs: list[str], words: list[list[str]]) -> tuple[frozenset[str], ...]:
    """Return the runs of each section of a page that begins with a heading and has one above every few paragraphs."""
    if not paragraphs or not _is_heading(paragraphs[0], words[0]):
        return ()
    sections: list[list[str]] = []
    headings = 0
    for paragraph, line in zip(paragraphs, words, strict=True):
        if _is_heading(paragraph, line):
            headings += 1
            sections.append([])
        else:
            sections[-1] += line
    if headings * _SECTION_PARAGRAPHS < sum(map(bool, words)):
        return ()
    return tuple(frozenset(runs_of(section)) for section in sections if len(section) >= _SENTENCE_WORDS)


def _is_heading(paragraph: str, words: list[str]) -> bool:
    return len(words) in _HEADING_WORDS and paragraph.rstrip()[-1:] not in _NO_HEADING


def _form(headline: str, paragraphs: list[str], sections: tuple[frozenset[str], ...]) -> Form:
    form = form_of_headline(headline)
    if form != "story":
        return form
    if len(sections) >= _TEASERS and _TEASER_PARAGRAPHS * len(sections) >= len(paragraphs):
        return "digest"
    is_running = any(map(begins_running, paragraphs[:_OPENING]))
    return "running" if is_running or sum(map(bool, map(_CLOCK.match, paragraphs))) >= _ENTRIES else "story"
