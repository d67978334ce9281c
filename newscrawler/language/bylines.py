"""Bylines: the people that a printed line names, and whether it names a person at all.

One grammar for all readers. :func:`parse_byline` takes a line apart that is a byline; :func:`names_in` finds the
names in a line or a value that may hold a time, an outlet or a button beside them. Both share the words before,
between and behind names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded, caseless
from newscrawler.language.agencies import find_agency, is_agency
from newscrawler.language.connectives import BY_WORDS, CONNECTIVES, JOINING, JOINING_IN_CAPITALS
from newscrawler.language.dates.spans import without_date_at_end
from newscrawler.language.dates.words import month_names, weekday_names
from newscrawler.language.names import is_degree, is_full_name, is_house_name
from newscrawler.language.pictures import PICTURES
from newscrawler.language.reporters import chinese_names
from newscrawler.language.tables import load
from newscrawler.language.text import fold

__all__ = [
    "Byline",
    "editor_in",
    "ends_as_helper",
    "ends_as_label",
    "ends_with_name",
    "helpers_in",
    "introduced_in",
    "is_author_label",
    "is_cut_off",
    "is_role",
    "joins_next",
    "names_in",
    "parse_byline",
    "starts_byline",
    "starts_lead",
    "starts_with_by",
    "states_author",
    "tells_of_writer",
    "without_by",
    "without_time",
    "written_by",
    "written_inside",
]

_WORDS = load("bylines")
_ODD_FORMS = {"i": "İı", "s": "ſ", "k": "\u212a"}
"""Letters that ``re.IGNORECASE`` takes for these."""

_FORMS = {
    letter: letter.lower() + letter.upper() + _ODD_FORMS.get(letter.lower(), "")
    for letter in {letter for word in BY_WORDS for letter in word[:2]}
}

# --- before names ------------------------------------------------------------------------------------------------

_BEGINNINGS = frozenset(first + second for word in BY_WORDS for first in _FORMS[word[0]] for second in _FORMS[word[1]])
# Asked of every line of a page, so a look at two letters goes first; to fold their case would take twice as long.
_BY = Guarded(
    expression(rf"({'|'.join(BY_WORDS)})(?:\s*:\s*|\s+)(?=\S)", re.I),
    lambda line: line[:2] in _BEGINNINGS,
    mode="match",
)
_PARTICLES = frozenset(form for word in _WORDS.words("by_or_name") for form in (word.capitalize(), word.upper()))
"""These begin names too: Von Trapp, Di Maio."""
_FULL_NAME = r"(?=\S+\s+\S)"
_LEADS = expression(
    rf"^(?:(?:{_WORDS.pattern('made')})\s*(?::|\b(?:{_WORDS.pattern('made_by')})\b)\s*"
    rf"|(?:{_WORDS.pattern('by', 'by_label')})\s*:?\s+"
    rf"|(?:{_WORDS.pattern('by_or_name')})(?:\s*:\s+|\s+{_FULL_NAME})"
    rf"|(?:{_WORDS.pattern('author_label')})\s*[:：/／]\s*)+",
    re.I,
)
"""All that may stand before a name: "Written by", "Text: ", "Autorin: "."""
_DOES = expression(rf"\s*(?:\([^)]{{1,80}}\)|,[^,.]{{1,80}},)?\s*(?:{_WORDS.pattern('writer_does')})(?!\w)", re.I)
"""Work of writers, behind a name."""
_GATHERED = expression(
    rf"^[(\s]*(?:{_WORDS.pattern('gathered')})(?:\s*:\s*| (?:{_WORDS.pattern('gathered_by')}):? )\s*", re.I
)
"""Words for gathering a story: its author, if nobody else is named."""
_WIDE_LEAD = expression(
    rf"^(?P<house>[\u3040-\u30ff\u3400-\u9fff]{{0,6}}?)(?P<word>{_WORDS.pattern('reporter_before')})\s*[:：/／＝=]?\s*"
    rf"(?=\S)"
)

# --- between names -----------------------------------------------------------------------------------------------

_SIGNS = (
    r"\s*[,;/|•·、&\n]\s+|(?<=[^\W\d_])/(?=[^\W\d_]+\s[^\W\d_])|,(?=[^\W\d_])|\s*[、，；;|]\s*"
    r"|(?<![ァ-ヶー])・|・(?![ァ-ヶー])"
)
_SIGN_LETTERS = ",;&|•·、/\n，；・"

_JOINTS = (*_SIGN_LETTERS, *(f" {word} " for word in CONNECTIVES))
"""Signs and words between names; splitting a line without them takes 20 times as long as looking for them."""

_SEVERAL = Guarded(
    expression(rf"{JOINING}|{_SIGNS}"), lambda line: any(map(caseless(line).__contains__, _JOINTS)), given=fold
)
_SEVERAL_IN_CAPITALS = Guarded(expression(rf"{JOINING_IN_CAPITALS}|{_SIGNS}"), _SEVERAL.may_match, given=fold)

# --- behind names ------------------------------------------------------------------------------------------------

_PAREN = expression(r"\s*[(（【\[][^)）】\]]*[)）】\]]\s*")
# An address begins at a word's first letter, so that no other letter is tried: ``@@@@…`` was cubic.
_MAIL = expression(r"\s*(?:(?<!\S)\S[^\s@]*@\S[^\s.]*\.\S+|@\w+|https?://\S+)")
# Tried once for each run of separators and once for each word: the text may be one long run of either.
_MAIL_BEHIND = expression(r"(?:(?<![\s|,;·•–-])[\s|,;·•–-]*\s)?(?<!\S)\S[^\s@]*@\S+\.\w+")
_CONTRIBUTION = expression(
    rf"[;.,(]?\s*\b(?:{_WORDS.pattern('contribution')}|(?:{PICTURES})(?:\s*:| (?:{_WORDS.pattern('pictured_by')})\b)"
    rf"|(?:{_WORDS.pattern('with')}) (?:{_WORDS.pattern('helpers')})\b).*",
    re.I,
)
"""From here on a line names those who only helped."""
_HELPED = expression(
    rf"(?<=\w)[\s,;.|/&–-]+(?:(?:{'|'.join(map(re.escape, CONNECTIVES))}) )?"
    rf"(?:{_WORDS.pattern('helper')})(?:\s*:|\s).*$",
    re.I,
)
"""Whoever edited or reviewed the story did not write it."""
_HELPER = expression(
    rf"(?:^|[\s(（|•·/])(?:(?:{_WORDS.pattern('helper', 'editor')})\s*[:：]\s*|(?:{_WORDS.pattern('helper')})\s+)"
    rf"(\S.{{1,80}})$",
    re.I,
)
_ENDS_AS_HELPER = Guarded.on_hints(
    expression(
        rf"(?:^|[\s(（|•·/])(?:(?:{_WORDS.pattern('helper', 'editor')})\s*[:：]|(?:{_WORDS.pattern('helper')}))$", re.I
    ),
    _WORDS.hints("helper", "editor"),
)
_TOLD_TO = expression(rf"\b(?:{_WORDS.pattern('told_to')})\s+(?=[A-ZÀ-Þ])")
_PICTURED = expression(
    rf"(?<=\w)[\s,;.|/&–-]+(?:(?:{'|'.join(map(re.escape, CONNECTIVES))}) )?(?:{PICTURES})(?:\s*:|\s+"
    rf"(?:{_WORDS.pattern('pictured_by')})\b).*$",
    re.I,
)
"""Whoever took the pictures did not write."""
_ROLE = expression(rf"(?:,\s*|\s+)(?:{_WORDS.pattern('role')})$", re.I)
_ROLE_ALONE = expression(rf"(?:^|.* )(?:{_WORDS.pattern('role_alone')})$", re.I)
_ROLE_BEGINS = expression(rf"(?:{_WORDS.pattern('role_begins')})\b", re.I)
_CRAFT = expression(rf"(?<=\w)\s(?:[^\W\d_]*-?(?:{_WORDS.pattern('craft')})|{_WORDS.pattern('craft_word')})\b.*$", re.I)
"""Below a name its bearer's work: "Ann Lee Wirtschaftsredakteurin"."""
_PLACE_WORDS = tuple(f" {word} " for word in _WORDS.words("place"))
_PLACE = expression(rf"(?<=\w) (?:{_WORDS.pattern('place')}) (?:[A-ZÀ-Þ][\w.'’-]+)(?: [A-ZÀ-Þ][\w.'’-]+)?$")
""""By Ann Lee in Tokyo": one or two capitalised words after a full name."""
_ABBREVIATED = 3
_WEEKDAYS = "|".join(sorted({name[:3] for name in weekday_names("en")}))
# "Welt am Sonntag" and "NZZ am Sonntag" are outlets.
_GERMAN_WEEKDAYS = "|".join(name for name in weekday_names("de") if len(name) > _ABBREVIATED and name != "sonntag")
_MONTHS = "|".join(sorted({name[:3] for name in month_names("en")}))
_WEEKDAYS = "|".join(sorted({name[:3] for name in weekday_names("en")}))
_ON_DAY = expression(rf"(?<=\w)\s+(?:(?:{_WORDS.pattern('on_day')})\s+|@\s+)(?=\d|(?:{_MONTHS}|{_WEEKDAYS})).*$", re.I)
"""The day and the clock behind a name: "Posted by Ann Lee on March 9, 2007", "Ann Lee @ 9:15 AM"."""
_TAILS = expression(
    rf"(?:\s*[|•·/\\]\s*.*|\s+@.*|\s+[-–—]\s+.*|\s+(?:{_WORDS.pattern('tail_label')})\b:?\s.*|\s*,?\s*\b"
    rf"(?:{_WORDS.pattern('tail')})\b.*"
    rf"|\s+\d.*|\s+(?:{_WORDS.pattern('tail_at')})\s+\d.*|\s*\d{{1,2}}[./:]\d.*|\s+(?:{_WEEKDAYS})\w*,? .*"
    rf"|\s+(?:{_WORDS.pattern('tail_on')})\s+(?:{_WEEKDAYS}|{_GERMAN_WEEKDAYS})\w*\b.*"
    rf"|\s+(?:{_MONTHS})[a-z]*\.? \d.*)$",
    re.I,
)
"""A role, an outlet, a date."""
_NEXT_LABEL = expression(r"(?<=\w)\s+[^\W\d_]{2,12}\s*[:：]\s.*$|(?<=\w)\s+[^\W\d_]{2,12}：.*$")
"""The next label of a line: "Ann Lee Source: Courier"."""
_BEFORE_TIME = expression(rf"\s(?:{_WORDS.pattern('tail_on', 'tail_at', 'tail_posted')})$", re.I)
_STAFF = expression(_WORDS.bounded("staff"), re.I)
_WIDE_TAIL = expression(rf"\s*(?:{_WORDS.pattern('reporter_behind')})$")
_CHINESE = expression(r"[\u3400-\u9fff]{2,4}(?:\s+[\u3400-\u9fff]{2,4})+$")
_SURNAME_FIRST = expression(r"([^\W\d_]{2,}), ([^\W\d_]{2,})$")

# --- lines that say who wrote
# ------------------------------------------------------------------------------------------

_WRITTEN = expression(
    # At the head of a line, after a time or a separator, or after a word that says so: not within a sentence.
    rf"(?:^|\d[\s,|•·–-]*(?:{_WORDS.pattern('time_word')}|[AaPp]\.?[Mm]\.?)?(?:\s?[A-Z]{{2,5}})?[\s,|•·–-]*"
    rf"|[|/•·–—-]\s*|(?i:{_WORDS.pattern('written')})\s+"
    rf"|^(?:(?i:{_WORDS.pattern('genre_article')})\s)?(?i:{_WORDS.pattern('genre')})\s+)"
    rf"(?:{'|'.join(form for word in BY_WORDS for form in (word, word.capitalize(), word.upper()))})"
    r"(?:\s*[:：]\s*|\s+|(?<=[Bb]y)(?=[A-Z]))(?P<rest>[^\W\d_].{2,90})"
    rf"|(?:^|[\s|•·)])(?:{_WORDS.pattern('name_label')})"
    rf"(?:\s*[:：／/|｜丨]\s*|{'|'.join(f'(?<={word}){chr(92)}s' for word in _WORDS.words('name_label_bare'))})"
    rf"(?P<name>[^\W\d_].{{1,90}})"
    rf"|^(?:{_WORDS.pattern('by_full_name')})\s(?P<full>[^\W\d_]\S+ [^\W\d_]\S+(?: [^\W\d_]\S+)?)$"
    rf"|^(?:{_WORDS.pattern('asked_by')})\s(?P<asked>[^\W\d_].{{1,90}})"
)
_DATED = expression(r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9})\s?\d{4}\s*[-–—|,/]\s*(?P<rest>[^\W\d_]+ [^\W\d_].{1,40})$")
# In an element of an author's class a word may stand before it: the outlet's, a section's.
_BY_INSIDE = expression(
    rf"\w (?:{'|'.join(form for word in BY_WORDS for form in (word, word.capitalize()))}) "
    rf"(?P<rest>[A-ZÀ-Þ][^\W\d_]+ .{{2,60}})$"
)
_INTRODUCED = expression(
    rf"(?P<name>(?:[A-ZÀ-Þ][\w.'’-]* ){{1,3}}[A-ZÀ-Þ][\w'’-]+),? (?:{_WORDS.pattern('is_a')}) "
    rf"(?:[\w'’-]+,? ){{0,5}}?(?:{_WORDS.pattern('craft_in_sentence')})\b"
)
_ENDS_AS_LABEL = expression(
    rf"(?:^|\s)(?:{'|'.join(BY_WORDS)}|{_WORDS.pattern('author_label', 'made_by', 'by_label', 'label_alone')})$", re.I
)
_JOINING_SIGNS = ",;&/|、，；·•(（)）-–—+'’.："
_JOINING_WORDS = "|".join(
    map(re.escape, (*CONNECTIVES, *(word.upper() for word in CONNECTIVES if word.isalpha() and len(word) > 1)))
)
"""Connectives, also in capitals; a single capital is an initial."""
_ENDS_JOINING = expression(rf"\s(?:{_JOINING_WORDS})$")
_BEGINS_JOINING = expression(rf"^(?:{_JOINING_WORDS})(?:\s|$)")
_LABEL = expression(rf"(?:{_WORDS.pattern('author_label', 'label_alone')})\s*[:：]?$", re.I)
_EDITOR = expression(rf"(?:{_WORDS.pattern('editor')})\s*:\s*(.{{3,40}})$", re.I)
_META_LABELS = _WORDS.words("meta_label")
_NO_CAPITAL = frozenset(_WORDS.words("no_capital"))

_LONGEST = 300
"""Characters of a byline. Five names with their roles need 200; every expression here sees no more than this."""

# A name has few words; a longer line beginning with "By" is a sentence ("By Friday the river had …").
_MAX_WORDS = 14
_EDGES = " ,;|"
_MARKS = " .,;:|-–—()[]\"“”'《》/•·●"
_MARKS_BEHIND = " .,;:|-–—\"“”'/•·●@"
_PAREN_ALONE = expression(r"\s*[(（][^)）]*[)）]\s*")
_ENCLOSED = expression(r"[(（【\[]([^()（）【】\[\]]+)[)）】\]]$")
_FULL_STOP = expression(r"(?<=\w{4})\.+$")
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline taken apart."""

    printed: str
    """Without the leading "By"."""
    authors: tuple[str, ...]
    """People only: no agency, no "Staff", nobody who only edited or contributed."""
    agency: str | None


def starts_byline(line: str) -> bool:
    """Return whether a line of text is a byline by its looks: "By" and a few capitalised words."""
    if len(line) > _LONGEST or not _BY.may_match(line.lstrip()):
        return False
    line = fold(line)
    rest = without_by(line)
    if (
        rest == line
        or not line[:1].isupper()
        or len(rest.split()) > _MAX_WORDS
        or (rest[-1:] in ".!?:…" and not rest.endswith(("Jr.", "Sr.")))
    ):
        return False
    words = [w for w in re.split(r"[\s,]+", rest) if w.lower() not in _NO_CAPITAL]
    return bool(words) and all(w[:1].isupper() or not w[:1].isalpha() or is_agency(w) for w in words)


def without_time(line: str) -> str:
    """Return a line without the day or time behind its names: ``By Ann Lee on Monday, April 15th, 2024``."""
    return _BEFORE_TIME.sub("", without_date_at_end(line)) if any(map(str.isdigit, line)) else line


def parse_byline(text: str | None) -> Byline | None:
    """Take a printed byline apart; None when there is nothing in it, or more than a byline holds (300 characters).

    >>> parse_byline("By Ann Lee and Bo Chen, Reuters").authors
    ('Ann Lee', 'Bo Chen')
    """
    line = fold(text)
    printed = without_by(line) if len(line) <= _LONGEST else ""
    if not printed:
        return None
    authors = _authors(printed)
    # A name may itself read like a credit ("Von By Ann Lee"): it is taken apart until nothing changes.
    for _ in range(_ROUNDS):
        if (again := _authors(", ".join(authors))) == authors:
            break
        authors = again
    else:
        authors = []
    return Byline(printed=printed, authors=tuple(authors), agency=find_agency(printed))


def starts_with_by(text: str) -> bool:
    """Return whether a text begins with a word for "by", a sentence that does included."""
    return bool(_BY.match(text))


def without_by(line: str) -> str:
    """A byline without its "By", in the languages that agencies print."""
    line = line.strip(_EDGES)
    while match := _BY.match(line):
        rest = line[match.end() :].strip(_EDGES)
        # "Di Maio, Reuters" is a name; "Di Mario Rossi" names him.
        if match[1] in _PARTICLES and ":" not in match[0] and len(_split(rest)[0].split()) < 2:
            return line
        line = rest
    return line


def _authors(line: str) -> list[str]:
    people = _PAREN.sub(" ", _GATHERED.sub("", line))
    # What stands after a bar is the outlet or a date.
    people = _CONTRIBUTION.sub("", _MAIL.sub("", people)).split(" | ")[0]
    authors: list[str] = []
    for part in _parts(people):
        name = without_by(part)
        if is_agency(name) or is_agency(name.split("/")[0]) or _ROLE_ALONE.match(name):
            continue
        name = _ROLE.sub("", name)
        # Looking first: going through a name for a place takes as long as all the rest.
        placed = any(map(name.__contains__, _PLACE_WORDS))
        name = _FULL_STOP.sub("", (_PLACE.sub("", name) if placed else name).strip(_EDGES))
        if not name or is_agency(name) or _STAFF.search(name) or not any(map(str.isalpha, name)):
            continue
        if (name := _cased(name)) not in authors:
            authors.append(name)
    return authors


def _parts(people: str) -> list[str]:
    """The line's parts between separators; of a Chinese or Japanese one without what says that they are reporters."""
    wide = _WIDE_LEAD.match(people)
    if wide:
        people = people[wide.end() :]
        if _CHINESE.match(people) and wide["house"]:
            return people.split()
    return [_WIDE_TAIL.sub("", part) for part in _split(people) if part]


def _split(people: str) -> list[str]:
    return (_SEVERAL_IN_CAPITALS if people.isupper() else _SEVERAL).split(people)


def _cased(name: str) -> str:
    """AP prints names in capitals; schema.org authors are names as written elsewhere."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), name)


def names_in(text: str, stated: bool = False) -> list[str]:
    """Return the single names of a line or a value that credits authors; what stands beside them is cut off.

    :param stated: the page's data states the text as the author, so that ``Lee, Ann`` is one name

    >>> names_in("Written by Ann Lee | The Courier")
    ['Ann Lee']
    """
    text = fold(text)
    if not text or len(text) > _LONGEST or text.startswith("http"):
        return []
    line = _credit_of(text)
    if whole := _one_name(line, stated):
        return [whole]
    parts = chinese_names(line) or _split(line)
    names = map(_name_in, [*parts[:1], *_other_authors(parts, line)])
    return [name for name in names if name and not is_degree(name)]


def _other_authors(parts: list[str], line: str) -> Iterator[str]:
    """Yield the parts behind the first that may name authors: no role, and nothing behind a date."""
    is_behind_date = False
    for part in parts[1:]:
        is_behind_date |= part.strip()[:1].isdigit() and not any(map(str.isdigit, parts[0]))
        if not (is_behind_date or is_role(part) or (part.isupper() and f"/ {part}" in line)):
            yield part


def _one_name(line: str, stated: bool) -> str | None:
    """Return the name of a line that only looks like a list: with its surname first, or with its bearer's institute."""
    name = line.partition("：")[0]
    if name != line and is_full_name(name):
        return name
    if stated and (surname := _SURNAME_FIRST.match(line)) and not any(map(is_agency, surname.groups())):
        return f"{surname[2]} {surname[1]}"
    return None


def _credit_of(text: str) -> str:
    """Return the part of a line that credits authors, without words before it and what stands beside it."""
    if enclosed := _ENCLOSED.match(text):
        text = enclosed[1]
    # What follows a bar is the outlet, a date or a section.
    line = _PICTURED.sub("", _LEADS.sub("", without_by(text))).split(" | ")[0]
    line = _BEGINS_JOINING.sub("", _HELPED.sub("", _PAREN_ALONE.sub(" ", line)).lstrip(), count=1)
    line = _NEXT_LABEL.sub("", line)
    if any(map(str.isdigit, line)):
        line = _ON_DAY.sub("", line)
    if told := _TOLD_TO.search(line):
        line = line[told.end() :]
    return _MAIL_BEHIND.sub("", line) if "@" in line else line


def _name_in(part: str) -> str:
    """Return the name of one part of a line, without a lead, a role and what follows."""
    name = _LEADS.sub("", part.strip(_MARKS)).strip()
    if is_agency(name):
        return name
    cut = _WIDE_TAIL.sub("", _TAILS.sub("", name).strip(_MARKS_BEHIND))
    if (bearer := _CRAFT.sub("", cut)).count(" "):
        cut = bearer
    # "Courier Staff Report" is a desk's, "Ann Lee, staff writer" is hers.
    return name if cut.isupper() and cut.isalpha() and is_house_name(name) and not is_agency(cut) else cut


def is_role(text: str) -> bool:
    """Return whether a part of a byline is all role, desk or place: ``Chief Political Correspondent``."""
    text = text.strip(_MARKS)
    return bool(_ROLE_ALONE.match(text) or _ROLE_BEGINS.match(text))


def ends_as_helper(text: str) -> bool:
    """Return whether a line ends with words that stand before somebody who only helped: ``Contributions from``."""
    return bool(_ENDS_AS_HELPER.search(text))


def ends_as_label(text: str) -> bool:
    """Return whether a text ends with words that stand before a name: ``Written by``, ``Author:``."""
    return text.endswith((":", "：")) or bool(_ENDS_AS_LABEL.search(text))


def joins_next(left: str, right: str) -> bool:
    """Return whether two texts are one line of names by the sign or the word between them: ``Ann Lee and``."""
    return (
        left[-1] in _JOINING_SIGNS
        or right[0] in _JOINING_SIGNS
        or bool(_ENDS_JOINING.search(left) or _BEGINS_JOINING.match(right))
    )


def ends_with_name(text: str) -> bool:
    """Return whether the last part of a line is a full name: ``By Ann Lee and Bo Chen``."""
    return is_full_name(_split(text)[-1].strip())


def is_cut_off(text: str) -> bool:
    """Return whether a line ends with a word that needs another behind it: ``Sampled In``, ``Produced By``."""
    last = text.rpartition(" ")[2].casefold()
    return last in _NO_CAPITAL or last in BY_WORDS


def helpers_in(text: str) -> list[str]:
    """Return the people whom a line names as those who edited, reviewed or contributed: ``Reviewed by Ann Lee``."""
    match = _HELPER.search(text)
    return names_in(match[1]) if match else []


def starts_lead(text: str) -> bool:
    """Return whether a line begins with words that stand before an author's name: ``Text: …``, ``Written by …``."""
    return bool(_LEADS.match(text))


def tells_of_writer(text: str) -> bool:
    """Return whether the words behind a writer's name tell of the writer: ``covers courts for the Gazette``.

    A remark between commas or in brackets may come first.
    """
    return _DOES.match(text) is not None


def written_by(text: str, *, dated: bool = False) -> tuple[int, str] | None:
    """Return where a line says "by", and what follows it; None where it does not say so.

    :param dated: take what follows a day too: ``5. März 2024 - Ann Lee``
    """
    match = _WRITTEN.search(text) or (_DATED.match(text) if dated else None)
    return (match.start(), match.group(match.lastgroup or 0)) if match else None


def written_inside(text: str) -> str | None:
    """Return what follows "by" inside an author's element, whatever stands before it; None where it does not say so."""
    match = _BY_INSIDE.search(text)
    return match["rest"] if match else None


def introduced_in(text: str) -> str | None:
    """Return the name that a sentence introduces with its craft: ``Ann Lee is a reporter at …``; else None."""
    match = _INTRODUCED.match(text)
    return match["name"] if match else None


def editor_in(text: str) -> str | None:
    """Return the name of the editor that a label names: ``Editor: Ann Lee``; else None."""
    match = _EDITOR.match(text)
    return match[1] if match else None


def is_author_label(text: str) -> bool:
    """Return whether a line is a label above an author's name: ``Autor:``."""
    return bool(_LABEL.match(text))


def states_author(label: str) -> bool:
    """Return whether a label in a page's metadata says that its value is the author: ``Written by``."""
    label = label.casefold()
    return any(map(label.__contains__, _META_LABELS))
