"""What a wire desk writes about its own story: versions, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawler.items import PubStatus
from newscrawler.language.datelines import parse_dateline

__all__ = ["WireMarks", "read_wire_marks"]

# UPDATE 2-, WRAPUP 3:, CORRECTED-UPDATE 1-, ACTUALIZA 2-, ATUALIZA 1-, ZUSAMMENFASSUNG 2:, ROUNDUP 3:, MISE A JOUR 2-
_VERSION = re.compile(
    r"^(?:[A-ZÀ-Þ]+[- ])*?(?:UPDATE|WRAPUP|LEAD|ACTUALIZA(?:CIÓN)?|ATUALIZA(?:ÇÃO)?|AKTUALISIERUNG|ZUSAMMENFASSUNG|ROUNDUP|MISE [AÀ] JOUR|AGGIORNAMENTO"
    r"|ОБНОВЛЕНИЕ)\s?(\d{1,2})\s?[-:]",
    re.I,
)
# (2nd LD), (LEAD 2), (2보), (종합2보)
_NTH = re.compile(r"^[(\[](?:(\d{1,2})(?:st|nd|rd|th) (?:LD|LEAD)|LEAD (\d{1,2})|(?:종합)?(\d{1,2})보)[)\]]", re.I)
_NOTE = re.compile(
    r"^[(\[*【（〔<]?\s*(?:"
    r"(?:corrects?|corrected|correction|refiles?|clarifies|clarification|recasts|removes|fixes|editor['’]?s note|this (?:story|article|version)"
    r" (?:has been |was )?(?:corrected|updated|withdrawn|refiled))"
    r"|(?:berichtigt|korrigiert|korrektur|berichtigung|anmerkung der redaktion|(?:diese meldung|dieser (?:artikel|text)) wurde (?:korrigiert|aktualisiert))"
    r"|(?:corrige|correction|rectificatif|erratum|précise|note de la rédaction|cet article a été (?:corrigé|mis à jour))"
    r"|(?:corrige|corregido|corrección|actualiza|fe de errat(?:as|or)|nota (?:del editor|de la redacción)|esta (?:noticia|nota) ha sido (?:corregida|actualizada))"
    r"|(?:corregge|rettifica|correzione|errata corrige|nota della redazione)"
    r"|(?:corrige|correção|errata|atualiza|nota d[ao] (?:redação|editor)|esta (?:notícia|reportagem) foi (?:corrigida|atualizada))"
    r"|(?:correctie|rectificatie|rättelse|rettelse|oikaisu|sprostowanie|oprava|helyesbítés|düzeltme)"
    r"|(?:исправлен[оы]|исправление|исправляет|уточнение|уточняет|от редакции)"
    r")(?!\w)"
    r"|^[(\[*【（〔<]?\s*(?:(?:訂正|おことわり|編集部注|更正|编者按|編者按|정정|바로잡습니다|편집자\s?주)\s*[】）〕\]):：>]|(?:[^。]{0,20}を)?訂正します)",
    re.I,
)
_WITHDRAWN = re.compile(
    r"^(?:the|this) (?:[\w-]+ ){0,3}(?:story|article|report|item)\b.{0,160}\b(?:has been|is|was) (?:withdrawn|retracted)\b"
    r"|^(?:KILL|WITHDRAWN|ADVISORY WITHDRAWN)\b"
    r"|^(?:diese meldung|dieser (?:bericht|artikel)|die meldung)\b.{0,120}\b(?:(?:wurde|wird|ist) )?(?:zurückgezogen|gesperrt)\b"
    r"|^(?:cette dépêche|cet article|la dépêche)\b.{0,120}\b(?:est annulée?|a été (?:annulée?|retirée?))\b"
    r"|^(?:esta (?:noticia|nota|información)|la (?:noticia|información))\b.{0,120}\b(?:ha sido|queda|fue) (?:retirada|anulada)\b"
    r"|^(?:questa|la) notizia\b.{0,120}\b(?:è stata (?:ritirata|annullata))\b"
    r"|^(?:esta|a) notícia\b.{0,120}\bfoi (?:retirada|cancelada|anulada)\b"
    r"|^(?:данное |это )?(?:сообщение|новость)\b.{0,120}\b(?:отозван[оа]|аннулирован[оа])\b"
    r"|^この(?:記事|配信).{0,60}(?:取り消し|撤回)|^本(?:稿|稿件|報導|报道).{0,40}(?:撤回|撤销|撤銷|作废)|^(?:이|본) 기사.{0,60}(?:취소|삭제|철회)",
    re.I,
)
_WITHDRAWN_HEADLINE = re.compile(
    r"^(?:KILL|WITHDRAWN|ANULACIÓN|ANULADA|ANNULATION|ANNULLAMENTO|ANULAÇÃO|АННУЛИРОВАНО|【取り消し】|【撤稿】|\[전문 ?취소\])(?!\w)"
    r"|\b(?:story|article|report)(?: is| has been)? withdrawn$|\bMeldung zurückgezogen$",
    re.I,
)
# Notes stand at the head or the foot of a story; a sentence in the middle is reporting.
_EDGE = 2
# The longest note in the evaluation pages has 330 characters.
_NOTE_MAX = 400


@dataclass(frozen=True, slots=True)
class WireMarks:
    """Version, note and status that a story states of itself."""

    version: int | None
    edNote: str | None
    pubStatus: PubStatus


def read_wire_marks(headline: str | None, body: Sequence[str]) -> WireMarks:
    """Read version, editorial note and status from a headline and paragraphs."""
    head = headline or ""
    found = _VERSION.match(head) or _NTH.match(head)
    edge = [*body[:_EDGE], *body[max(_EDGE, len(body) - _EDGE) :]]
    note = next((p for p in edge if len(p) < _NOTE_MAX and _NOTE.match(p)), None)
    withdrawal = next((p for p in edge if _WITHDRAWN.search(_text_proper(p))), None)
    # A report may begin with another story's withdrawal, but then its headline is not about one or it goes on at length.
    withdrawn = bool(_WITHDRAWN_HEADLINE.search(head)) or bool(withdrawal and len(body) <= 2 * _EDGE)
    return WireMarks(
        version=int(next(number for number in found.groups() if number)) if found else None,
        edNote=note,
        pubStatus="canceled" if withdrawn else "usable",
    )


def _text_proper(paragraph: str) -> str:
    dateline = parse_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
