"""Fold a text so that variants of the same wire text become equal: Unicode form, case, typography, diacritics.

Two steps, because outlet suffixes and wire prefixes are recognised by their punctuation and capitals: :func:`unify`
keeps both and makes each kind of mark one character; :func:`fold` then removes them.
"""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["UNSPACED", "fold", "is_mixed_case", "size", "unify"]

UNSPACED = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han and kana as the inside of a character class: scripts that print no spaces between words."""

# Default-ignorable characters: zero widths, directions, soft hyphen, variation selectors, fillers; and lone surrogates,
# which a broken decoder leaves behind.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MARKS_OF_TRADE = "\u2122\u00ae\u00a9\u2120"  # NFKC would spell the first out as letters: "Pokémon™" → "PokémonTM"
_APOSTROPHES = (
    "\u00b4`\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf"
    "\u02c8\u02ca\u02cb\u1fbd\u1fbf\u1ffd\u1ffe\u05f3\ua78c\uff07\uff40\u275b\u275c"
)
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u2036\u301d\u301e\u301f\u02ba\u05f4\uff02\u275d\u275e\u2760"
_DASHES = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u058a\u05be\u2e3a\u2e3b"
    "\u2e40\u2500\u2501\ufe58\ufe31\ufe32\ufe63\uff0d\u301c\uff5e~"
)
_BARS = "\u00a6\u2016\u2223\u2225\u2502\u2503\u2758\u2759\u275a\uff5c\uffe8"
_BULLETS = "\u00b7\u2219\u22c5\u25cf\u25aa\u25a0\u2023\u2027\u26ab\u25e6"
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys(_MARKS_OF_TRADE)
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_BARS, "|")
    | dict.fromkeys(_BULLETS, "\u2022")
    | {"\u061f": "?", "\u037e": "?", "\u0640": None, "\u2044": "/", "\u2215": "/"}
)
_VULGAR_FRACTION = re.compile("(?<=[0-9])([\u00bc-\u00be\u2150-\u215e])")

# Letters that no decomposition brings to the form that an ASCII-only wire prints.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ŧ": "t", "ſ": "s"}
)
_LATIN_OR_GREEK = re.compile("[a-zæœøđðłþħŧſ\u0370-\u03ff]")
# Optional pointing: news prints Arabic and Hebrew without it.
_POINTING = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670]")
# Tone languages in Latin letters (Vietnamese, Yoruba) have these letters, and marks on most of their words: such a text
# keeps all marks. An English headline with one such name does not.
_TONE_LETTER = re.compile("[\u1ea0-\u1ef9\u01a1\u01b0]")
_TONE_SHARE = 0.5

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_](?!\w)\.?")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d])")
_SWISS_THOUSANDS = re.compile(r"(?<=\d)'(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MINUS = re.compile(r"(?:(?<=[\s(\"'])|^)-(?=[$€£¥₩₹]?\d)")
_PLUS = re.compile(r"(?<=[^\W_])\++|(?<!\+)\++(?=[^\W_])")
_SHARP = re.compile(r"(?<=[a-z])#")
_AROUND_UNSPACED = re.compile(rf" +(?=[{UNSPACED}])|(?<=[{UNSPACED}]) +")
_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]")
# Signs that count as words of a headline: "$5" is not "€5", "Recession over?" is not "Recession over".
_SIGN_WORDS = "%‰?#$€£¥₩₹₽₺₪฿₫¢"
_POINT, _ELISION = "\ue000", "\ue001"


def unify(text: str) -> str:
    """Write each kind of dash, quote, bar, bullet and space as one character, and resolve compatibility forms; keep
    case."""
    for _ in range(3):  # feeds escape up to twice; the third pass finds nothing
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if not text.isascii():
        # Feeds also bring the form that NFKC gives to an acute accent in place of an apostrophe.
        text = _INVISIBLE.sub("", text).replace(" \u0301", "'")
        text = _VULGAR_FRACTION.sub(r" \1", text).translate(_TYPOGRAPHY)
        text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)
    else:
        text = text.replace("`", "'").replace("~", "-")
    return " ".join(re.sub("-{2,}", "-", text.replace("''", '"')).split())


def fold(text: str) -> str:
    """Return the words of a unified text in their folded form, joined by single spaces; ``""`` for a text without
    words.

    Latin and Greek letters lose their marks, because syndication drops them (``Pokémon`` → ``Pokemon``, capitals
    without accents); letters of other scripts keep theirs, and so does a text in a tone language.
    """
    text = text.casefold()
    if not text.isascii():
        text = _fold_letters(text)
    text = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), text)
    text = _SWISS_THOUSANDS.sub("", text)
    text = _ACRONYM.sub(lambda found: found.group().replace(".", ""), text)
    text = _DECIMAL.sub(_POINT, text)
    text = _APOSTROPHE.sub(_ELISION, text)
    text = _MINUS.sub(" minus ", text)
    text = _PLUS.sub(lambda found: " plus " * len(found.group()), text)
    text = text.replace("&", " and ")
    text = _spaced_words(text)
    if not text.isascii():
        text = _AROUND_UNSPACED.sub("", text)
        if not _is_tone_language(text):
            text = _without_latin_marks(text)
    return text


def is_mixed_case(text: str) -> bool:
    """Return whether the text has both cases, so that capitals mean something."""
    return text != text.upper() and text != text.lower()


def size(text: str) -> int:
    """Return the number of words of a unified text; two Han or kana characters count as one word."""
    folded = fold(text)
    unspaced = len(_UNSPACED_RUN.findall(folded))
    return len(_UNSPACED_RUN.sub(" ", folded).split()) + unspaced // 2


def _fold_letters(text: str) -> str:
    """Fold case and Unicode form, and remove marks that are optional in their script."""
    letters: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()):
        if unicodedata.category(letter)[0] != "M":
            base = letter
        elif (
            not base.isalnum()
            or _POINTING.match(letter)
            or (base == "i" and letter == "\u0307")  # the rest of the Turkish capital İ after casefold
            or (base == "е" and letter == "\u0308")  # ё may be printed as е
        ):
            continue
        letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)).replace("ı", "i")


def _is_tone_language(text: str) -> bool:
    words = text.split()
    marked = sum(not word.isascii() for word in words)
    return bool(_TONE_LETTER.search(text)) and marked > _TONE_SHARE * len(words)


def _without_latin_marks(text: str) -> str:
    letters: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter)[0] != "M":
            base = letter
        elif _LATIN_OR_GREEK.match(base):
            continue
        letters.append(letter.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(letters))


def _spaced_words(text: str) -> str:
    out = [_word_part(letter) for letter in text]
    words = "".join(out).split()
    return " ".join(word for i, word in enumerate(words) if not (word == "?" and i and words[i - 1] == "?"))


def _word_part(letter: str) -> str:
    if letter.isalnum():
        return letter
    if letter == _POINT:
        return "."
    if letter == _ELISION:
        return "'"
    if letter in _SIGN_WORDS:
        return f" {letter} "
    return letter if letter > "\x7f" and unicodedata.category(letter)[0] == "M" else " "
