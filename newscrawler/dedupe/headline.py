"""Headlines in the form that stays the same through syndication."""

from __future__ import annotations

import re

from newscrawler.dedupe.folding import UNSPACED, fold, is_mixed_case, size, unify
from newscrawler.dedupe.mastheads import is_outlet, is_section
from newscrawler.dedupe.wordlist import words
from newscrawler.language.frozen import WORDS

__all__ = ["normalise_headline"]

# Labels of the state in which the same text is sent. Labels of the kind of text (FACTBOX, ANALYSIS, INTERVIEW,
# TIMELINE, BRIEF, LIVE, PRESS DIGEST, …) stay: the agency sends both pieces under one headline.
_STATE = WORDS["state"]
# Also ordinary words: labels only in the desk's capitals.
_AMBIGUOUS = WORDS["ambiguous"]
_NTH = WORDS["nth"]
_NUMBERED = rf"(?:(?:{_STATE}|{_AMBIGUOUS}|{WORDS['numbered']})[ -]?\d{{1,2}}|{_NTH})"
_DESK = WORDS["desk"]
_NOTE = r"(?:\s?-?\s?\([^()]{1,60}\))?"

# "Lead 2-1 slips away" states a score.
_NUMBERED_LABEL = re.compile(rf"(?!(?:{_AMBIGUOUS}) \d+-\d){_NUMBERED}{_NOTE}\s*[-:|]\s*", re.I)
_SPACED_LABEL = re.compile(rf"(?:{_DESK})?(?:{_STATE}){_NOTE}(?:\s*[:|•!]+\s*|\s+-\s+)", re.I)
_CAPITAL_LABEL = re.compile(rf"(?:{_AMBIGUOUS.upper()})(?:\s*[:|]\s*|\s*-\s*)")
_GLUED_LABEL = re.compile(rf"(?P<label>(?:{_DESK})?(?:{_STATE})){_NOTE}\s?-\s?(?P<next>\S+)", re.I)
_BRACKETED_LABEL = re.compile(
    rf"(?:\(|\[|【|《|〔|<)\s*(?:(?:{_DESK})?(?:{_STATE}|{_AMBIGUOUS})\s?\d{{0,2}}{WORDS['nth_mark']}?|{_NTH})"
    r"\s*(?:\)|\]|】|》|〕|>)\s*[-:|]?\s*",
    re.I,
)
_TRAILING_LABEL = re.compile(rf"\s*[(\[【]\s*(?:{_STATE})\s?\d{{0,2}}\s*[)\]】]$", re.I)
# Words that follow these labels in compounds: "Exclusive-use zone", "Breaking-ball pitchers".
_COMPOUNDS = words(WORDS["compounds"])
# Labels that are no words of the language: a lower-case "rpt-" is also a label.
_DESK_TERMS = frozenset(WORDS["desk_terms"].split())
# The rest must still be a headline: "Update: 5" has no headline after its label.
_LEAST_WORDS = 2
# The longest real headline has 213 characters and validation ends at 400; a longer text has no label worth the search.
_MOST_CHARACTERS = 1_000

_SEPARATOR = re.compile(r"\s*\|+\s*|\s+(?:-|•|»|›|>|::|//)\s+")
_CREDIT = re.compile(r"\s*[(\[](?P<name>[^()\[\]]{2,40})[)\]]$")
# "見出し：朝日新聞デジタル", "見出し―毎日新聞": unspaced scripts join the outlet by a bare mark.
_UNSPACED_CREDIT = re.compile(rf"^(?P<head>.*[{UNSPACED}].*)[-:](?P<name>[^-:\s]*[{UNSPACED}][^-:\s]*)$")


def normalise_headline(headline: str) -> str:
    """Return the headline in folded words, without wire labels before it and outlet names after it.

    The result is its own normal form: normalising it again changes nothing.

    >>> normalise_headline("UPDATE 2-RPT-Tokyo stocks ‘edge’ higher – The Harbor Light")
    'tokyo stocks edge higher'
    """
    text = unify(headline)
    if len(text) <= _MOST_CHARACTERS:
        text = _without_labels(_without_outlet(_without_labels(text)))
    return fold(text) or " ".join(headline.casefold().split())


def _without_labels(text: str) -> str:
    while True:
        rest = _TRAILING_LABEL.sub("", _without_label(text))
        if rest == text or size(rest) < _LEAST_WORDS:
            return text
        text = rest


def _without_label(text: str) -> str:
    for label in (_BRACKETED_LABEL, _NUMBERED_LABEL, _SPACED_LABEL):
        if found := label.match(text):
            return text[found.end() :]
    if (found := _CAPITAL_LABEL.match(text)) and not (rest := text[found.end() :]).isupper():
        return rest
    if (found := _GLUED_LABEL.match(text)) and _is_glued_label(found["label"], found["next"]):
        return text[found.start("next") :]
    return text


def _is_glued_label(label: str, following: str) -> bool:
    if label.casefold() in _DESK_TERMS:
        return True
    if fold(following).split(" ")[0] in _COMPOUNDS:
        return False
    first = following.lstrip("\"'([")[:1]
    return label.isupper() or first.isupper() or first.isdigit() or not (first.isupper() or first.islower())


def _without_outlet(text: str) -> str:
    mixed = is_mixed_case(text)
    if (found := _CREDIT.search(text)) and is_outlet(found["name"], mixed_case=mixed):
        text = _unless_short(text[: found.start()], text)
    if (found := _UNSPACED_CREDIT.match(text)) and is_outlet(found["name"]):
        text = _unless_short(found["head"], text)
    return text[: _cut(text, mixed)].rstrip()


def _cut(text: str, mixed: bool) -> int:
    """Return where the headline ends: before the outlets after it, and the sections beside them."""
    end = cut = len(text)
    for separator in reversed(list(_SEPARATOR.finditer(text))):
        tail = text[separator.end() : end].lstrip("-•|»›>:/ ")
        outlet = is_outlet(tail, mixed_case=mixed)
        if not (outlet or is_section(tail)) or size(text[: separator.start()]) < _LEAST_WORDS:
            break
        end = separator.start()
        if outlet:
            cut = end
    return cut if cut == len(text) else _before_sections(text, cut)


def _before_sections(text: str, cut: int) -> int:
    """Return where the headline ends when sections are printed between headline and outlet."""
    for separator in reversed(list(_SEPARATOR.finditer(text[:cut]))):
        head = text[: separator.start()]
        if not is_section(text[separator.end() : cut]) or size(head) < _LEAST_WORDS:
            break
        cut = separator.start()
    return cut


def _unless_short(head: str, text: str) -> str:
    return text if size(head) < _LEAST_WORDS else head.rstrip()
