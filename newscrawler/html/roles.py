"""The words by which pages name the parts of a comment, and what a class, an id or a label says by them.

A name is cut into words (``fig-comment__username`` → fig, comment, username), wrapper words are taken off its end, and
its last word decides. So a theme that nobody here has seen is read as long as it names things as people do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawler.language.words import WORDS

__all__ = [
    "AUTHOR",
    "BLOCK",
    "DOWN",
    "ELSEWHERE",
    "META",
    "NAME",
    "PING",
    "SCORE",
    "SECTION",
    "SKIP",
    "TEXT",
    "TIME",
    "UP",
    "is_notice",
    "is_ping",
    "part_of_class",
    "part_of_id",
]

AUTHOR, TIME, TEXT, SKIP, META, BLOCK, SECTION, UP, DOWN, SCORE, NAME, PING, ELSEWHERE = (1 << bit for bit in range(13))
"""What a name says of its element; a bit set, because one element may carry several names. ``NAME`` is the author's bare
name, ``SKIP`` what is neither text nor field (buttons, share links), ``ELSEWHERE`` a part of the page whose comments
belong to other pages."""

_COMMENT = {
    "comment", "kommentar", "commentaire", "comentario", "commento", "komentarz", "komentar", "yorum", "reactie",
    "coment", "comm", "cmt",
}  # fmt: skip
_COMMENTS = {
    "comments", "kommentare", "commentaires", "comentarios", "commenti", "komentarze", "yorumlar", "reacties",
    "commentlist", "commenting", "discussion", "thread", "threads", "replies", "children",
}  # fmt: skip
_WORDS = {
    AUTHOR: "author autor auteur autore user username nick nickname name commenter commentator commentauthor poster "
    "fullname displayname nom pseudo verfasser nutzer benutzer isim penulis qui nome nombre signature by byline",
    TIME: "date datum time datetime timestamp posted published created fecha when ago submitted timeago zeit uhrzeit "
    "hora tarih czas datestamp commenttime pubdate timespan age",
    TEXT: "content text txt body message texte texto testo inhalt msg tekst copy contenido description commenttext "
    "commentbody commentcontent bbwrapper postbody metin",
    SKIP: "reply action actions button buttons btn share sharing social report flag spam permalink tools toolbar edit "
    "delete avatar gravatar moderation form login badge status awaiting menu controls nav readmore ellipsis hellip "
    "toggle says antworten responder repondre like likes options dropdown popup tooltip hidden sr only screen icon "
    "icons signin trigger melden quoter links",
    META: "meta header head heading info metadata chapo details footer foot title subject profile poster-profile",
    UP: "upvote upvotes up plus positive thumbsup ups upvotecount upvoted likecount voteup recomm recommend recommends "
    "recommended recommendations good agree agrees hearts sympathy",
    DOWN: "downvote downvotes down minus negative thumbsdown dislike dislikes downs downvotecount votedown unrecomm unrecommend "
    "bad disagree disagrees antipathy",
    SCORE: "vote votes score karma rating result votecount points",
}
_PART = {word: bit for bit, words in _WORDS.items() for word in words.split()}
_VOTING = UP | DOWN | SCORE
_LOOKS = {
    "secondary",
    "primary",
    "muted",
    "small",
    "sub",
    "help",
    "link",
    "button",
    "btn",
    "label",
    "alt",
    "meta",
    "info",
}
"""Before "text" they say how something looks, or what it explains."""
_WRAPPING = {
    "wrap", "wrapper", "inner", "outer", "container", "box", "holder", "item", "link", "value", "row", "col", "field",
    "main", "area", "section", "group", "cell", "span", "anchor", "line", "label", "entry", "block", "node", "right",
    "left", "count", "cnt", "number", "counter", "num", "total", "single", "unit", "card", "element", "data",
}  # fmt: skip
_BARE_VOTES = {"up", "down", "result", "rating", "points", "karma", "good", "bad", "agree", "recommended", "pos", "neg"}
"""Words that are votes only beside another word: alone they are as often something else."""
_RATES = {"rating", "ratings", "vote", "votes", "voting"}
_COUNTING = {"count", "number", "counter", "num", "total", "cnt"}
_PLACE = {"list", "section", "area", "wrap", "wrapper", "container", "box", "module", "region", "tree", "form", "block"}
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:widget|sidebar|widget[-_](?:area|recent|latest)\S*|(?:left|right|primary|secondary)[-_]?sidebar|"
    r"\S*recent[-_]?comments?\S*|latest[-_]?comments|most[-_](?:commented|read|popular)\S*|teasers?|"
    r"reviews?|bewertung(?:en)?|\S*rating[-_]single\S*|related(?:[-_]\S+)?)(?=\s|$)",
    re.I,
)
_PINGS = re.compile(r"(?:^|\s)(?:pingbacks?|trackbacks?|pings?|pinglist|linkbacks?)(?=\s|$)", re.I)
_OF_USER = re.compile(r"^(?:comment-author-|commenter-|user-|author-|hcard-)", re.I)
_NAMES_OF_USER = {
    "user-name",
    "author-name",
    "commenter-name",
    "user-nick",
    "user-nickname",
    "author-nick",
    "user-username",
}
_STATE = re.compile(
    r"^(?:by(?:user|post)|odd|even|alt|thread-|depth-|is-|has-|js-|u-|d-|col-|mt-|mb-|p[btlr]-|no-)", re.I
)
_LAYOUT = frozenset(("media-body", "card-body", "panel-body"))
"""Bootstrap's names for the box that holds head, text and buttons: a place in the layout, not the body of the comment."""

_HASH = re.compile(r"(?:--|__|_)(?=[A-Za-z0-9_-]*[A-Z0-9])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{5,10}$")
_WORD = re.compile(r"[A-Z]?[a-zß-ÿ]+|[A-Z]+(?![a-z])")
_DIGITS = re.compile(r"\d+")
_LONGEST_NAMES = 2_000
"""Characters of a ``class`` or ``id`` that is remembered: the cache holds 4,096 of them."""


def part_of_class(names: str) -> int:
    """What a ``class`` attribute says."""
    return _part_of_class(names) if len(names) <= _LONGEST_NAMES else _part_of_class.__wrapped__(names)


@lru_cache(maxsize=4096)
def _part_of_class(names: str) -> int:
    found = 0
    for token in names.split():
        if len(token) > 60 or token in _LAYOUT or _STATE.match(token):
            continue
        if token in ("fn", "p-name", "p-author"):
            found |= NAME
        elif token.startswith("star") or "-star" in token:
            found |= SKIP
        elif not _OF_USER.match(token) or token in _NAMES_OF_USER:
            found |= _part(token)
    if _PINGS.search(names):
        found |= PING
    if _ELSEWHERE.search(names):
        found |= ELSEWHERE
    if found & SCORE and found & (UP | DOWN):
        if "like" in names:  # wpDiscuz: "vote-result vote-result-dislike"
            found &= ~SCORE
        else:  # "vote-result positive": how the score looks, not which one it is
            found &= ~(UP | DOWN)
    return found


def part_of_id(name: str) -> int:
    """What an ``id`` says; its numbers are of no matter."""
    return _part_of_stem(name.rstrip("0123456789")) if len(name) <= _LONGEST_NAMES else 0


# Most ids of a thread differ in the number at their end alone.
@lru_cache(maxsize=1024)
def _part_of_stem(name: str) -> int:
    return part_of_class(_DIGITS.sub("", name).strip("-_"))


def _part(token: str) -> int:
    words = [word.lower() for word in _WORD.findall(_HASH.sub("", token))]
    if not words:
        return 0
    about_comments = any(word in _COMMENT or word in _COMMENTS for word in words)
    last = words[-1]
    counts = False
    if len(words) > 1:
        kept = words
        while len(kept) > 1 and kept[-1] in _WRAPPING:
            counts = counts or kept[-1] in _COUNTING
            kept = kept[:-1]
        last = kept[-1]
    if last in _COMMENT:
        if counts:
            return META
        return SECTION if words[-1] in _PLACE and len(words) > 1 else BLOCK
    if last in _COMMENTS:
        if counts:
            return META
        return BLOCK if words[-1] in ("item", "single", "entry") else SECTION
    if last == "list" and about_comments:
        return SECTION
    if last == "text" and len(words) > 1 and words[-2] in _LOOKS:
        return 0
    if last in ("pos", "neg") and not _RATES.isdisjoint(words):
        return UP if last == "pos" else DOWN
    part = _PART.get(last, 0)
    if part == SKIP and last in ("like", "likes"):
        return UP
    if words == ["rating"]:  # an average with its stars or its form: neither votes nor text
        return SKIP
    if part & _VOTING and len(words) == 1 and last in _BARE_VOTES:
        return 0
    if part == META and about_comments and last in ("header", "title", "head") and "comments" in words:
        return META
    if "reply" in words or "respond" in words or "share" in words or "avatar" in words:
        return SKIP
    return part


_PING = re.compile(rf"^\W*(?:{WORDS.pattern('ping')})\b|^\W*(?:\[…\]|\[\.\.\.\]|\[&#8230;\])", re.I)


def is_ping(author: str | None, text: str | None) -> bool:
    """Whether a block announces a link from another page instead of a reader's words."""
    if author and _PING.match(author):
        return True
    return bool(text and _PING.match(text) and text.rstrip(" .").endswith(("[…]", "[...]")))


_NOTICE = re.compile(rf"^\W*(?:{WORDS.pattern('removed')})", re.I)


def is_notice(text: str) -> bool:
    """Whether a text is a moderator's notice in the place of a comment."""
    return len(text) < 160 and bool(_NOTICE.match(text))
