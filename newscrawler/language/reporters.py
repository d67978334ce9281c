"""Reporters who are named inside a text or by their title, as Chinese, Japanese and Korean outlets print them.

A note in brackets at the beginning or the end of the text (``（记者 张三 李四）``), the title behind the name in
the first line (``(서울=통신) 홍길동 기자 =``), or the title and the names on a line of their own (``记者 张三``).
"""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.language.tables import load

__all__ = ["chinese_names", "reporters_in"]

_WORDS = load("bylines")
_HEAD = 80
"""Characters of a paragraph in which a note with the reporters begins: dateline, agency and note."""
_LINE = 60
"""Characters of a line that is nothing but titles and names."""
_HOUSE = 8
"""Characters of the house before the title on a line of its own."""
_SURNAMES = frozenset(_WORDS.words("chinese_surname"))
_WIDE = expression("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHINESE = expression(r"[\u3400-\u9fff]{2,4}(?:[·•][\u3400-\u9fff]{2,6})?$")
_BETWEEN = expression(r"[\s、，,;；/／|｜&和]+")
_TITLE = expression(rf"(?:{_WORDS.pattern('reporter_title')})\s*[:：/／|｜]?")
_STOP = expression(rf"{_WORDS.pattern('reporter_stop')}")
_NOTE = expression(r"[（(【\[]([^（）()【】\[\]]{4,60})[）)】\]]")
_BULLET = expression(r"^[□■●▲◆◎\s]+")
_CLOCK = expression(r"^(?=\d{4})[\d\s:./年月日|-]{8,24}")
"""Day and clock at the head of a line, before the house and its reporter."""
_KOREAN = r"[\uac00-\ud7a3]{2,4}"
_RANKED = expression(
    rf"^(?:[\[(（【][^\])）】]{{2,30}}[\])）】]\s*)?(?:[\w.]{{2,12}}\s)?(?P<names>{_KOREAN}(?:\s*[·,]\s*{_KOREAN})*)\s*"
    rf"(?:{_WORDS.pattern('reporter_rank')})(?=\s*(?:[=＝:\]】)|]|$|\S+@|\d|{_WORDS.pattern('reporter_time')}))"
)
_RANKED_BEHIND = expression(
    rf"(?:^|[\s/=＝.\[(])(?P<names>{_KOREAN}(?:\s*[·,]\s*{_KOREAN})*)\s*(?:{_WORDS.pattern('reporter_rank')})\s*\S+@\S+$"
)
_SIGNED = expression(
    rf"[（(【\[](?:[^（）()【】\[\]]{{0,12}}[\s・＝=])?(?P<name>[\u3400-\u9fff々]{{2,3}}\s?[\u3400-\u9fff々\u3040-\u309f]{{1,3}})"
    rf"\s?(?:{_WORDS.pattern('reporter_rank')})[）)】\]]$"
)

_JAPANESE_LINE = expression(
    rf"(?:[^\s・]{{2,12}}[\s・])?(?P<name>[\u3400-\u9fff々]{{2,3}}\s?[\u3400-\u9fff々\u3040-\u309f]{{1,3}})"
    rf"\s?(?:{_WORDS.pattern('reporter_rank')})$"
)


def reporters_in(paragraph: str, *, is_last: bool = False) -> list[str]:
    """Return the reporters whom a paragraph names as such; none for a sentence that speaks of reporters.

    :param is_last: the paragraph ends the text, so that a note at its end counts

    >>> reporters_in("本报讯（记者 张三 李四）昨天上午")
    ['张三', '李四']
    """
    head = paragraph[:_HEAD]
    if not _WIDE.search(head):
        return []
    if ranked := _RANKED.match(head):
        return _listed(ranked["names"])
    return (
        (_of_line(paragraph) if len(paragraph) <= _LINE else [])
        or _of_notes(paragraph, is_last)
        or (_of_end(paragraph) if is_last else [])
    )


def _of_line(line: str) -> list[str]:
    """Return the names of a line that is nothing but titles and names."""
    if ranked := _JAPANESE_LINE.match(line):
        return [ranked["name"]]
    if "|" in line and (ranked := _RANKED.match(line.rpartition("|")[2].strip())):
        return _listed(ranked["names"])
    return _after_titles(_BULLET.sub("", line), whole=True) or _after_titles(_CLOCK.sub("", line), whole=True)


def _of_notes(paragraph: str, is_last: bool) -> list[str]:
    """Return the names of the first note in brackets that has any."""
    notes = list(_NOTE.finditer(paragraph[:_HEAD]))
    if is_last:
        end = len(paragraph.rstrip(" 。."))
        notes += [note for note in _NOTE.finditer(paragraph) if note.end() >= end]
    return next((names for note in notes if (names := _after_titles(note[1]))), [])


def _of_end(paragraph: str) -> list[str]:
    """Return the names with which a paragraph ends, behind its last sentence."""
    signed = _SIGNED.search(paragraph) or _RANKED_BEHIND.search(paragraph)
    return _listed(signed[1]) if signed else []


def chinese_names(text: str) -> list[str]:
    """Return the Chinese names that a text lists with nothing but spaces between them; none for any other text."""
    names = text.split()
    return names if len(names) > 1 and all(map(_is_surely_chinese, names)) else []


def _after_titles(text: str, *, whole: bool = False) -> list[str]:
    """Return the names behind the titles of a note: ``本报记者 张三 实习记者 李四``.

    :param whole: the text must begin with a title, the house before it apart
    """
    names: list[str] = []
    titles = list(_TITLE.finditer(text))
    if not titles or (whole and titles[0].start() > _HOUSE):
        return []
    ends = [title.start() for title in titles[1:]] + [len(text)]
    for title, end in zip(titles, ends, strict=True):
        for number, part in enumerate(_BETWEEN.split(text[title.end() : end].strip())):
            # A first name that is no surname's may be a Tibetan's or an Uighur's, which has more than two letters.
            is_surname = part[:1] in _SURNAMES
            if not _CHINESE.match(part) or _STOP.search(part) or not (is_surname or (number == 0 and len(part) > 2)):
                break
            if part not in names:
                names.append(part)
    return names


def _is_surely_chinese(name: str) -> bool:
    return bool(_CHINESE.match(name)) and name[0] in _SURNAMES


def _listed(names: str) -> list[str]:
    return [name.strip() for name in re.split(r"\s*[·,]\s*", names)]
