"""Names of outlets and agencies that are printed after a headline or a name.

Closed lists, and no guess by capitals alone: ``… – The Harbor Light`` is an outlet because mastheads end in *Light*;
``… – The Verdict`` stays, because a clause taken for an outlet merges two stories. A name that is missing here costs
one unmerged copy, and extraction has removed the suffix of every outlet whose page states its name. The lists are
frozen (:mod:`newscrawler.language.frozen`): a key must not change because extraction learns a name.
"""

from __future__ import annotations

import re

from newscrawler.dedupe.folding import fold
from newscrawler.dedupe.wordlist import names, words
from newscrawler.language.frozen import WORDS

__all__ = ["is_agency", "is_house", "is_outlet", "is_section"]

_AGENCIES = names(WORDS["agencies"])

# Outlets whose name has no masthead word.
_OUTLETS = names(WORDS["outlets"])

# Words that end a masthead and hardly ever a clause. Not "Media", "TV", "Radio", "Press", "Newspaper": "… - State
# Media" names the source, which is content.
_MASTHEAD_WORDS = words(WORDS["masthead_words"])
# Ordinary words that make a masthead only after "The": "The Harbor Light", "The Sun", "The Globe and Mail".
_BEHIND_THE = words(WORDS["behind_the"])
_LEADING_WORDS = words(WORDS["leading_words"])
# Words that make a clause of the same words: "Fake News", "Hard Times", "Polls open today".
_NO_MASTHEAD_BEGINS = words(WORDS["no_masthead_begins"])
_SECTIONS = names(WORDS["sections"])
# Sources of news that print nothing.
_NO_OUTLETS = names(WORDS["no_outlets"])
# Masthead words that are family names: "William Post" is a person where a person is expected.
_FAMILY_NAMES = words(WORDS["family_names"])
# A masthead has few words; "The Sydney Morning Herald" has four, "The News and Observer Online" five.
_MOST_WORDS = 5
_DOMAIN = re.compile(
    r"(?:www\.)?(?:[\w-]{2,}\.)+(?:com|net|org|info|news|online|tv|eu|int|co|io|us|uk|ie|au|nz|ca|in|jp|kr|cn|hk|tw|sg"
    r"|my|ph|id|th|vn|de|at|ch|fr|be|nl|lu|es|pt|it|gr|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|rs|hr|si|ua|ru|by|lt|lv|ee|tr"
    r"|il|ae|qa|sa|eg|za|ng|ke|br|ar|mx|cl|pe|uy|pk|bd|lk|np)(?:/\S*)?",
    re.I,
)
_UNSPACED_MASTHEAD = re.compile(rf"[^\s。、！？!?：:「」『』]{{0,14}}(?:{WORDS['unspaced_masthead']})")


def is_agency(name: str) -> bool:
    """Return whether the whole of ``name`` names a wire agency, in any case and typography."""
    return fold(name) in _AGENCIES


def is_outlet(name: str, *, mixed_case: bool = False) -> bool:
    """Return whether the whole of ``name`` names an outlet or an agency.

    :param name: unified text
    :param mixed_case: the text around it has both cases, so that a name without capitals is a clause ("… - the sun")
    """
    if _DOMAIN.fullmatch(name):
        return True
    folded = fold(name)
    words = folded.split()
    if not words or len(words) > _MOST_WORDS or folded in _NO_OUTLETS:
        return False
    if mixed_case and folded != "dpa" and not _is_capitalised(name):
        return False
    if folded in _AGENCIES or folded in _OUTLETS or _UNSPACED_MASTHEAD.fullmatch(name):
        return True
    return len(words) > 1 and _is_masthead(words)


def _is_masthead(words: list[str]) -> bool:
    """Return whether two or more folded words look like the name of a newspaper."""
    first, last = words[0], words[-1]
    if first == "the":
        return last in _BEHIND_THE or last in _MASTHEAD_WORDS
    if first in _NO_MASTHEAD_BEGINS:
        return False
    if last == "today":
        return len(words) == 2
    if last in _MASTHEAD_WORDS or (first in _LEADING_WORDS and last in _BEHIND_THE):
        return True
    return len(words) > 2 and first in _MASTHEAD_WORDS and words[1] == "of"


def is_house(name: str) -> bool:
    """Return whether ``name``, in the place of a person in a byline, is an outlet or an agency."""
    folded = fold(name)
    if folded in _AGENCIES or folded in _OUTLETS:
        return True
    words = folded.split()
    return is_outlet(name) and not (len(words) == 2 and words[0] != "the" and words[-1] in _FAMILY_NAMES)


def is_section(name: str) -> bool:
    """Return whether ``name`` is the name of a site section, printed beside an outlet's: ``… — News — Outlet``."""
    return fold(name) in _SECTIONS


def _is_capitalised(name: str) -> bool:
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    big = [word for word in words if len(word) > 3] or words
    return not any(next(letter for letter in word if letter.isalpha()).islower() for word in big)
