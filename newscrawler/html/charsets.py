"""Character sets that a page may declare.

Python has a hundred codecs, and w3lib accepts any of them except UTF-7 when a page declares it. Not all are
character sets: the time of ``punycode`` is quadratic (measured: 400 kB take 71 s, here and in Scrapy's
``response.text``), ``unicode_escape`` decodes bytes that are no text, and ``zlib`` is no text encoding and raises
an exception. This module enters every codec that is no character set into w3lib's table of translations, as a name
that does not exist. So it counts as not declared.
"""

from __future__ import annotations

import codecs
import encodings
import pkgutil

from w3lib import encoding as w3lib_encoding
from w3lib.encoding import resolve_encoding

__all__ = ["resolve_encoding"]

_SETS = frozenset(
    [
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii", "utf-8-sig"),
        *(f"iso8859-{part}" for part in range(1, 17)),
        *(f"cp{page}" for page in (437, 720, 737, 775, 850, 852, 855, *range(857, 867), 869, 874, 932, 949, 950)),
        *(f"cp{page}" for page in (1006, 1125, *range(1250, 1259))),
        *("koi8-r", "koi8-t", "koi8-u", "kz1048", "ptcp154", "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2"),
        *("mac-turkish", "mac-iceland", "tis-620", "gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "euc_jp"),
        *("euc_jis_2004", "euc_jisx0213", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3"),
        *("iso2022_jp_2004", "iso2022_jp_ext", "shift_jis", "shift_jis_2004", "shift_jisx0213", "euc_kr", "iso2022_kr"),
        "johab",
    ]
)
"""Names as :func:`codecs.lookup` returns them: the sets that browsers know, and older sets of the same languages."""

_REFUSED = "no-character-set"


def _refuse_other_codecs() -> None:
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            name = codecs.lookup(module.name).name
        except LookupError:
            continue
        if name not in _SETS:
            w3lib_encoding.DEFAULT_ENCODING_TRANSLATION[module.name] = _REFUSED
    resolve_encoding.cache_clear()


_refuse_other_codecs()
