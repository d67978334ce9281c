"""Lines that belong to the outlet's page and not to the story or a reader's comment.

Each rule matches a *whole short line*, never a part of a paragraph: a story about Facebook logins must survive.
"""

from __future__ import annotations

import re
from typing import Literal

from newscrawler.guarded import Guarded, caseless
from newscrawler.language.text import fold

__all__ = ["BoilerplateKind", "boilerplate_kind", "is_expiry_notice"]

BoilerplateKind = Literal[
    "login", "social", "trending", "newsletter", "event", "related", "advertising", "expired", "chrome"
]

# Real boilerplate lines measured on saved pages are at most 190 characters long.
_MAX_LENGTH = 260

_RULES: tuple[tuple[BoilerplateKind, str], ...] = (
    (
        "login",
        r"(?:please )?(?:log|sign)[ -]?in(?: (?:or|/) (?:register|sign up|create an account))?(?: (?:to|with) (?:leave a |post a |your )?.{0,40})?"
        r"|(?:user )?regist(?:er|ration)(?: (?:now|here|for free))?|create (?:an|your|a free) account|forgot(?:ten)? (?:your )?password\?*"
        r"|already (?:a member|have an account|registered)\?.{0,40}|not a member(?: yet)?\?.{0,40}"
        r"|you must be logged in to (?:post|leave) a (?:comment|reply)|have your say.{0,40}log ?in.{0,60}"
        r"|anmelden|registrieren|se connecter|iniciar sesión|ログイン|会員登録(?:はこちら)?",
    ),
    (
        "social",
        r"facebook (?:users|connect|login)|use your facebook account to (?:log ?in|register|sign ?up).*"
        r"|by doing so,? you will also receive an email inviting you.*|(?:connect|continue|sign ?in) with (?:facebook|google|twitter|apple|x)"
        r"|(?:share|tweet|like|pin|follow)(?: (?:this|us|it))?(?: (?:on|via|with) .{1,30})?|follow us on .{1,80}"
        r"|follow (?:(?!\bon\b).){2,40} on (?:twitter|x|facebook|instagram|threads|telegram|youtube|tiktok|whatsapp)\b.{0,200}"
        r"|(?:share on|share via) .{1,30}",
    ),
    (
        "trending",
        r"a mix of what['’]s trending on our other sites|articles, offers (?:&|and) useful resources|trending(?: now| on .{1,40}| stories)?"
        r"|most (?:read|popular|viewed|shared|commented)(?: .{1,30})?|what['’]s trending.{0,40}|popular (?:stories|articles|posts)",
    ),
    (
        "newsletter",
        r"(?:check out .{2,80} by )?(?:subscribe|sign(?:ing)? up) (?:to|for) .{0,60}(?:newsletter|newsletters|updates|alerts|briefing|emails?)\b.{0,60}"
        r"|(?:get|receive) (?:the|our|all the) .{1,80}(?:inbox|newsletter|by email|via email)\b.{0,60}|(?:our |daily |weekly )?newsletters?(?: sign[- ]?up)?"
        r"|enter your e-?mail(?: address)?.{0,60}|your e-?mail address will not be published.*|unsubscribe (?:at )?any ?time.*",
    ),
    (
        "event",
        r"(?:register|book|get|buy) (?:now|your (?:seat|place|tickets?)).{0,80}|(?:tickets|seats) (?:are )?(?:available|on sale) (?:now|here).{0,60}"
        r"|(?:join us|save the date)\b.{0,120}(?:event|webinar|forum|conference|summit|workshop|open day).{0,60}|upcoming events?|events? calendar",
    ),
    (
        "related",
        r"(?:related|more|recommended)(?: (?:stories|story|articles|article|coverage|links|content|news|reading|topics|posts))?:?"
        r"|(?:read|see|also read|see also|read also|read more|more on this(?: story)?|full story|watch|listen)\s*:.{0,200}|read (?:more|next|the full story)(?: .{1,40})?|you (?:may|might) also (?:like|be interested in).*"
        r"|(?:neueste|neuste|aktuelle|weitere) (?:artikel|beiträge|meldungen|nachrichten):?|(?:latest|recent) (?:articles|stories|posts):?"
        r"|(?:lesen sie auch|lire aussi|à lire aussi|lea también|leer más|relacionad[oa]s|関連記事|あわせて読みたい)\s*:?.{0,200}",
    ),
    (
        "advertising",
        r"adverti[sz]e?(?:ment|ments|ing)?(?: with us)?|sponsored(?: (?:content|post|by .{1,40}))?|promoted(?: content)?|paid (?:content|partner(?:ship)?)"
        r"|(?:story )?continues below(?: this)? (?:ad|advertisement)|article continues (?:below|after) .{0,30}ad.{0,20}|anzeige|werbung|publicité|publicidad|広告|ad",
    ),
    (
        "expired",
        r"(?:sorry,? )?(?:this|the) (?:article|story|page|content)(?: you requested)? (?:has expired|is no longer available|has been archived)\b.{0,80}",
    ),
    (
        "chrome",
        r"(?:click here|tap here) (?:to|for) .{1,80}|print(?: this)?(?: (?:article|page|story))?|e-?mail(?: this)?(?: (?:article|story|to a friend))?|comments?(?: \(\d+\))?|\d+ comments?"
        r"|(?:back to|go to) (?:top|home|homepage)|skip to (?:main )?content|leave a (?:comment|reply)|post a comment|report (?:abuse|this comment)|all rights reserved\.?"
        r"|(?:image|photo|picture|file) ?(?:credit)?:.{1,60}|copy link|save(?: article)?|listen to (?:this )?article|loading(?:\.\.\.|…)?",
    ),
)
_WHOLE = rf"\W{{0,3}}(?:{'|'.join(pattern for _, pattern in _RULES)})\W{{0,3}}"
_FOLDED = re.compile(_WHOLE)
_ANY = Guarded(
    re.compile(_WHOLE, re.I),
    # The one mark that folds to a letter (U+0345) would stand where the expression wants none.
    lambda line: _FOLDED.fullmatch(caseless(line)) is not None or "\u0345" in line,
    mode="fullmatch",
    given=fold,
)
"""Asked first, of the line with its case folded: hardly any line is boilerplate, and letters that are compared as they are
let an expression pass over alternatives several times as fast."""
_PATTERNS = tuple((kind, re.compile(rf"\W{{0,3}}(?:{pattern})\W{{0,3}}", re.I)) for kind, pattern in _RULES)


def boilerplate_kind(line: str) -> BoilerplateKind | None:
    """Which kind of boilerplate a line is, or None when it is text.

    >>> boilerplate_kind("Login to leave a comment")
    'login'
    """
    line = fold(line)
    if not line or len(line) > _MAX_LENGTH or not _ANY.may_match(line):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(line)), None)


def is_expiry_notice(line: str) -> bool:
    """Whether a line stands where the text of an expired story stood."""
    return boilerplate_kind(line) == "expired"
