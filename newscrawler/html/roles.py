"""Words by which pages name the parts of a comment, and the roles that a class, an id or a label gives by them.

A name is cut into words (``fig-comment__username`` → fig, comment, username), wrapper words are removed from its end,
and the last word left decides. So an unknown theme can be read as long as it names things as people do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
    "is_named_comment",
    "is_notice",
    "is_ping",
    "is_widget_alone",
    "roles_of_class",
    "roles_of_id",
    "says_talk",
    "votes_of_names",
]

AUTHOR, TIME, TEXT, SKIP, META, BLOCK, SECTION, UP, DOWN, SCORE, NAME, PING, ELSEWHERE = (1 << bit for bit in range(13))
"""Roles of an element; a bit set, because one element may carry several names. ``NAME`` is the author's bare name,
``SKIP`` is neither text nor field (buttons, share links), ``ELSEWHERE`` is a part of the page whose comments belong
to other pages."""

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
    DOWN: "downvote downvotes down minus negative thumbsdown dislike dislikes downs downvotecount votedown unlike "
    "unlikes unrecomm unrecommend bad disagree disagrees antipathy",
    SCORE: "vote votes score karma rating result votecount points",
}
_ROLES = {word: bit for bit, words in _WORDS.items() for word in words.split()}
_VOTING = UP | DOWN | SCORE
_LOOKS = frozenset(
    ["secondary", "primary", "muted", "small", "sub", "help", "link", "button", "btn", "label", "alt", "meta", "info"]
)
"""Words that before "text" describe how something looks, or what it explains."""
_WRAPPING = {
    "wrap", "wrapper", "inner", "outer", "container", "box", "holder", "item", "link", "value", "row", "col", "field",
    "main", "area", "section", "group", "cell", "span", "anchor", "line", "label", "entry", "block", "node", "right",
    "left", "count", "cnt", "number", "counter", "num", "total", "single", "unit", "card", "element", "data",
}  # fmt: skip
_BARE_VOTES = {"up", "down", "result", "rating", "points", "karma", "good", "bad", "agree", "recommended", "pos", "neg"}
"""Words that mean votes only together with another word: alone they are as often something else."""
_RATES = {"rating", "ratings", "vote", "votes", "voting"}
_COUNTING = frozenset(("count", "number", "counter", "num", "total", "cnt"))
_PLACE = {"list", "section", "area", "wrap", "wrapper", "container", "box", "module", "region", "tree", "form", "block"}
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:widget|sidebar|widget[-_](?:area|recent|latest)\S*|(?:left|right|primary|secondary)[-_]?sidebar|"
    r"\S*recent[-_]?comments?\S*|latest[-_]?comments|most[-_](?:commented|read|popular)\S*|teasers?|"
    r"reviews?|bewertung(?:en)?|\S*rating[-_]single\S*|related(?:[-_]\S+)?)(?=\s|$)",
    re.I,
)
_WIDGET = re.compile(r"(?:^|(?<=\s))widget(?:[-_]area)?(?=\s|$)", re.I)
_FOR = frozenset(
    word
    for line in (
        "up upvote upvotes thumbsup like likes liked liker likers likeit plus plusy plusone positive agree",
        "agrees love loves heart hearts recommend recommends recommendation recommendations recommended",
        "sympathy helpful useful kudos applause clap claps favorite favourite favorites favourites fav good pro",
        "yes yea approve pos gefaellt jaime megusta curtir gusta begen",
    )
    for word in line.split()
)
_AGAINST = frozenset(
    word
    for line in (
        "down downvote downvotes thumbsdown dislike dislikes disliked unlike unlikes minus minusy negative",
        "disagree disagrees bad unrecommend nay disapprove neg antipathy unrecomm",
    )
    for word in line.split()
)
_VOTE_STEMS = ("vote", "voting", "rate", "rating", "score", "karma", "point")
_TALK = re.compile(
    r"comment|kommentar|coment|komment|koment|repl(?:y|ies)|respon(?:ses?|d)(?!i)|answer|antwort|opini(?!on)|opinions|"
    r"reacti(?:on|e)|reaktion|discuss|diskus|feedback|talkback|guestbook|gaestebuch|yorum|messages?\b|debat",
    re.I,
)
"""Parts of the names of places where readers speak."""

_SIGN_OF_SCORE = re.compile(
    r"(?:^|\s)(\S*(?:vot|rat|score|karma|point)\S*)\s(?:\S+\s)*\1(?:_|--?)(?:positive|negative)(?=\s|$)", re.I
)
"""A name of votes, and the same name with the sign of the number: "rating rating_negative"."""

_PINGS = re.compile(r"(?:^|\s)(?:pingbacks?|trackbacks?|pings?|pinglist|linkbacks?)(?=\s|$)", re.I)
_OF_USER = re.compile(r"^(?:comment-author-|commenter-|user-|author-|hcard-)", re.I)
_NAMES_OF_USER = frozenset(
    ["user-name", "author-name", "commenter-name", "user-nick", "user-nickname", "author-nick", "user-username"]
)
_STATE = re.compile(
    r"^(?:by(?:user|post)|odd|even|alt|category-|tag-|type-|status-|format-|thread-|depth-|is-|has-|js-|u-|d-|col-|"
    r"mt-|mb-|p[btlr]-|no-)",
    re.I,
)
_LAYOUT = frozenset(("media-body", "card-body", "panel-body"))
"""Bootstrap's names for the box of head, text and buttons: a place in the layout, not the body of the comment."""

_HASH = re.compile(r"(?:--|__|_)(?=[A-Za-z0-9_-]*[A-Z0-9])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{5,10}$")
_WORD = re.compile(r"[A-Z]?[a-zß-ÿ]+|[A-Z]+(?![a-z])")
_DIGITS = re.compile(r"\d+")
_LONGEST_NAMES = 2_000
"""Characters of a ``class`` or ``id`` that is cached."""

_MOST_CACHED = 4_096
"""Values of ``class`` that are cached, some 8 MB at most. A site has a few hundred."""

_LONGEST_TOKEN = 60
"""Characters of one word of a ``class``; a longer word is a hash or data."""

_SKIPPING = frozenset(("reply", "respond", "share", "avatar"))
"""Words that make an element no field, wherever they occur in its name."""

_LONGEST_NOTICE = 160
"""Characters of a moderator's notice; a longer text is a comment that begins like one."""

_PING = re.compile(rf"^\W*(?:{WORDS.pattern('ping')})\b|^\W*(?:\[…\]|\[\.\.\.\]|\[&#8230;\])", re.I)
_NOTICE = re.compile(rf"^\W*(?:{WORDS.pattern('removed')})", re.I)


class _RolesCache(dict[str, int]):
    """Roles by ``class`` attribute. A dictionary: a cached function takes three times as long and is called often."""

    def __missing__(self, names: str) -> int:
        roles = _read_class(names)
        if len(names) <= _LONGEST_NAMES:
            if len(self) >= _MOST_CACHED:
                self.clear()
            self[names] = roles
        return roles


_CACHE = _RolesCache()

roles_of_class: Callable[[str], int] = _CACHE.__getitem__
"""Return the roles that a ``class`` attribute gives."""


def _read_class(names: str) -> int:
    roles = 0
    for token in names.split():
        if len(token) <= _LONGEST_TOKEN and token not in _LAYOUT and not _STATE.match(token):
            roles |= _roles_of_token(token)
    if roles & (UP | DOWN) and _SIGN_OF_SCORE.search(names):
        roles = roles & ~(UP | DOWN) | SCORE
    if _PINGS.search(names):
        roles |= PING
    if _ELSEWHERE.search(names):
        roles |= ELSEWHERE
    if roles & SCORE and roles & (UP | DOWN):
        if "like" in names:  # wpDiscuz: "vote-result vote-result-dislike"
            roles &= ~SCORE
        else:  # "vote-result positive": how the score looks, not which count it is
            roles &= ~(UP | DOWN)
    return roles


def _roles_of_token(token: str) -> int:
    if token in ("fn", "p-name", "p-author"):
        return NAME
    if token.startswith("star") or "-star" in token:
        return SKIP
    if _OF_USER.match(token) and token not in _NAMES_OF_USER:
        return 0
    return _roles_of_words(token)


def roles_of_id(name: str) -> int:
    """Return the roles that an ``id`` gives; its numbers do not matter."""
    return _roles_of_stem(name.rstrip("0123456789")) if len(name) <= _LONGEST_NAMES else 0


# Most ids of a thread differ in the number at their end alone.
@lru_cache(maxsize=1024)
def _roles_of_stem(name: str) -> int:
    return roles_of_class(_DIGITS.sub("", name).strip("-_"))


def _roles_of_words(token: str) -> int:
    words = [word.lower() for word in _WORD.findall(_HASH.sub("", token))]
    if not words:
        return 0
    last, counts = _last_word(words)
    if last in _COMMENT or last in _COMMENTS:
        return META if counts else _comment_or_section(words, last)
    if last == "list" and any(word in _COMMENT or word in _COMMENTS for word in words):
        return SECTION
    if last == "text" and len(words) > 1 and words[-2] in _LOOKS:
        return 0
    if last in ("pos", "neg") and not _RATES.isdisjoint(words):
        return UP if last == "pos" else DOWN
    return _role_of_word(last, words)


def _last_word(words: list[str]) -> tuple[str, bool]:
    """Return the last word that is no wrapper, and whether one of the wrappers says that something is counted."""
    kept = len(words)
    while kept > 1 and words[kept - 1] in _WRAPPING:
        kept -= 1
    return words[kept - 1], not _COUNTING.isdisjoint(words[kept:])


def _comment_or_section(words: list[str], last: str) -> int:
    if last in _COMMENT:
        return SECTION if words[-1] in _PLACE and len(words) > 1 else BLOCK
    return BLOCK if words[-1] in ("item", "single", "entry") else SECTION


def _role_of_word(last: str, words: list[str]) -> int:
    role = _ROLES.get(last, 0)
    if role == SKIP and last in ("like", "likes"):
        return UP
    if words == ["rating"]:  # an average with its stars or its form: neither votes nor text
        return SKIP
    if role & _VOTING and ((len(words) == 1 and last in _BARE_VOTES) or _is_of_both(words)):
        return 0 if len(words) == 1 else SKIP
    if role == META and last in ("header", "title", "head") and "comments" in words:
        return META
    return role if _SKIPPING.isdisjoint(words) else SKIP


def says_talk(names: str) -> bool:
    """Return whether classes and ids say that readers speak there. It ranks a place, and proves nothing."""
    return _TALK.search(names[:_LONGEST_NAMES]) is not None


def is_named_comment(names: str) -> bool:
    """Return whether one of some classes and ids is the name of a comment or of a list of comments."""
    return roles_of_class(names) & (BLOCK | SECTION) != 0


def is_widget_alone(names: str) -> bool:
    """Return whether classes and ids say that a part of the page is a widget, and not that it is of other pages."""
    return _ELSEWHERE.search(_WIDGET.sub(" ", names)) is None


def votes_of_names(names: str) -> int:
    """Return the roles of votes that the words of a class, an id or a script state, wherever they occur.

    It is asked for elements beside a number. Elsewhere these words mean other things.
    """
    words = [word for token in names[:_LONGEST_NAMES].split() for word in _words_of_vote(token)]
    if not _AGAINST.isdisjoint(words):
        return DOWN
    if not _FOR.isdisjoint(words):
        return UP
    if words == ["rating"]:  # an average with its stars or its form
        return 0
    return SCORE if any(word.startswith(_VOTE_STEMS) for word in words) else 0


def _words_of_vote(token: str) -> list[str]:
    """Return the words of one class; none for a class of both kinds of votes, "like-dislike-trigger"."""
    words = [word.lower() for word in _WORD.findall(token)]
    return [] if _is_of_both(words) else words


def _is_of_both(words: Sequence[str]) -> bool:
    return not (_FOR.isdisjoint(words) or _AGAINST.isdisjoint(words))


def is_ping(author: str | None, text: str | None) -> bool:
    """Return whether a block announces a link from another page instead of a commenter's words."""
    if author and _PING.match(author):
        return True
    # The end is looked at first: hardly any comment has it, and the look takes a tenth of the time.
    return bool(text and text.rstrip(" .").endswith(("[…]", "[...]")) and _PING.match(text))


def is_notice(text: str) -> bool:
    """Return whether a text is a moderator's notice in the place of a comment."""
    return len(text) < _LONGEST_NOTICE and bool(_NOTICE.match(text))
