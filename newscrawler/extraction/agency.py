"""Wire agencies under one canonical name each, found where a page credits them."""

from __future__ import annotations

import re

__all__ = ["AGENCIES", "find_agency", "is_agency"]

AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Reuters", "Thomson Reuters", "ロイター", "ロイター通信", "路透社", "Рейтер"),
    "AP": ("AP", "The Associated Press", "Associated Press", "AP通信", "美联社"),
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse", "AFP-Jiji", "法新社"),
    "Kyodo": ("Kyodo", "Kyodo News", "共同", "共同通信", "共同通信社"),
    "Jiji": ("Jiji", "Jiji Press", "時事", "時事通信", "時事通信社"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "Bloomberg": ("Bloomberg", "Bloomberg News", "ブルームバーグ"),
    "Xinhua": ("Xinhua", "Xinhua News Agency", "新华社", "新華社"),
    "TASS": ("TASS", "ITAR-TASS", "ТАСС"),
    "EFE": ("EFE", "Agencia EFE"),
    "ANSA": ("ANSA",),
    "UPI": ("UPI", "United Press International"),
    "PA": ("PA", "PA Media", "Press Association", "PA Media Group"),
    "Yonhap": ("Yonhap", "Yonhap News Agency", "연합뉴스"),
    "Interfax": ("Interfax", "Интерфакс"),
    "APA": ("APA", "Austria Presse Agentur"),
    "Belga": ("Belga",),
    "ANP": ("ANP",),
    "TT": ("TT", "TT-Reuters"),
    "Anadolu": ("Anadolu Agency", "Anadolu", "AA"),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "CP": ("The Canadian Press", "Canadian Press", "CP"),
    "AAP": ("AAP", "Australian Associated Press"),
}
"""Canonical name → names and abbreviations that credit it."""

_BY_ALIAS = {alias.casefold(): name for name, aliases in AGENCIES.items() for alias in aliases}

# Longest first, so that "Thomson Reuters" is not read as something called Thomson. Abbreviations only as printed
# (upper case, except dpa), since "aa" or "tt" inside prose is no credit.
_CREDIT = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(alias)}(?!\w)" if alias.isascii() else re.escape(alias)
        for alias in sorted((a for aliases in AGENCIES.values() for a in aliases), key=len, reverse=True)
    )
)


def is_agency(name: str | None) -> bool:
    """Whether the whole of ``name`` names an agency: ``Thomson Reuters``, ``The Associated Press``."""
    return bool(name) and " ".join(str(name).split()).casefold() in _BY_ALIAS


def find_agency(credit: str | None) -> str | None:
    """Canonical name of the first agency named in a *credit*: a byline, dateline, rights or source line.

    Not for prose, where agencies are quoted ("told Reuters") without being the source.
    """
    whole = " ".join((credit or "").split()).casefold()
    if whole in _BY_ALIAS:
        return _BY_ALIAS[whole]
    found = _CREDIT.search(credit or "")
    return _BY_ALIAS[found.group().casefold()] if found else None
