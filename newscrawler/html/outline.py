"""One walk over a page's tree: what is printed, in order, and what each place says of itself.

Everything that looks at the visible page (headline, byline, times, body, rights) reads this outline instead of the tree,
so that the tree is walked once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode, create_tag

from newscrawler.html.page import Page, fold

__all__ = ["Block", "Box", "Mark", "Outline", "Role", "read_outline"]


class Role:
    """What a place on the page is, by its tag, class, id and microdata. Inherited by everything inside.

    Bits of an int; an ``IntFlag`` costs as much as the rest of the walk.
    """

    ASIDE = 1
    """Not the story: teasers, shares, newsletters, logins, advertising."""
    COMMENTS = 2
    CAPTION = 4
    HEADER = 8
    FOOTER = 16
    HIDDEN = 32
    AUTHOR = 64
    DATE = 128
    LEAD = 256
    BODY = 512
    """Said to be the body by microdata or a class made for it."""
    ARTICLE = 1024
    TAGS = 2048
    LINK = 4096
    """Inside a link that holds blocks: a teaser card."""
    BOX = 8192
    """A box set beside the text: facts, biography."""
    MODIFIED = 16384


class Box:
    """A block-level element."""

    __slots__ = ("marks", "number", "own", "parent", "roles", "tag", "weight")

    def __init__(self, number: int, parent: Box | None, tag: str, marks: str, own: int) -> None:
        self.number = number
        self.parent = parent
        self.tag = tag
        self.marks = marks
        self.own = own
        """Roles that the element itself states."""
        self.roles: int = own | (parent.roles if parent is not None else 0)
        self.weight = 0.0


class Block:
    """A run of text between two block-level boundaries."""

    __slots__ = ("box", "linked", "number", "tag", "text")

    def __init__(self, number: int, text: str, linked: int, box: Box, tag: str) -> None:
        self.number = number
        self.text = text
        self.linked = linked
        """How many characters of the text are inside links."""
        self.box = box
        self.tag = tag


class Mark:
    """An element that says by attributes what it holds: a time, an author, microdata."""

    __slots__ = ("attributes", "block", "box", "node", "own", "tag")

    def __init__(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], own: int, block: int, box: Box
    ) -> None:
        self.node = node
        self.tag = tag
        self.attributes = attributes
        self.own = own
        self.block = block
        """Number of the block that begins at or after it: its place in the page."""
        self.box = box

    @property
    def roles(self) -> int:
        """What the element states and what it stands in."""
        return self.own | self.box.roles


class Outline:
    """What :func:`read_outline` found, in document order."""

    __slots__ = ("authors", "blocks", "boxes", "dates")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.dates: list[Mark] = []
        self.authors: list[Mark] = []


_SKIPPED = (
    "script", "style", "noscript", "svg", "iframe", "template", "select", "textarea", "video", "audio", "object",
    "canvas", "map", "nav", "head", "input", "img", "link", "meta", "source", "math", "embed", "datalist", "dialog",
    "-comment", "!--", "picture",
)  # fmt: skip
_INLINE = (
    "span", "a", "b", "i", "em", "strong", "u", "font", "sup", "sub", "small", "abbr", "acronym", "cite", "q", "code",
    "mark", "s", "strike", "del", "ins", "big", "tt", "kbd", "var", "samp", "bdi", "bdo", "dfn", "data", "ruby", "rt",
    "rp", "rb", "wbr", "label", "time", "nobr", "o:p", "button",
)  # fmt: skip
_PLAIN = (
    "div", "p", "ul", "ol", "li", "section", "main", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "thead", "tfoot",
    "tr", "td", "th", "dl", "dt", "dd", "blockquote", "pre", "center", "address", "details", "summary", "fieldset", "hgroup",
)  # fmt: skip
# Where a single line break is part of the text, not a new paragraph.
_TIGHT = frozenset(
    ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "td", "blockquote", "figcaption", "a", "address")
)
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEADINGS = _TITLES - {"h1"}
_TAG_ROLES = {
    "aside": Role.ASIDE,
    "header": Role.HEADER,
    "footer": Role.FOOTER,
    "figure": Role.CAPTION,
    "figcaption": Role.CAPTION,
    "button": Role.ASIDE,
    "article": Role.ARTICLE,
    "time": Role.DATE,
    "form": Role.ASIDE,
}

# One look-up tells what to do with a tag: nothing, break the line, or go in with the roles below the bit for inline.
_SKIP = -1
_BREAK = -2
_INLINE_BIT = 1 << 30
_ROLES = (1 << 28) - 1
_KINDS: dict[str, int] = {
    **dict.fromkeys(_PLAIN, 0),
    **_TAG_ROLES,
    **{tag: _INLINE_BIT | _TAG_ROLES.get(tag, 0) for tag in _INLINE},
    **dict.fromkeys(("br", "hr"), _BREAK),
    **dict.fromkeys(("", *_SKIPPED), _SKIP),
}

# Tags by the parser's numbers for them: it writes a name out anew for each node that is asked for it (measured: an
# eighth of the walk). Components have no fixed number.
_NAME_OF = {create_tag(tag).tag_id: tag for tag in _KINDS if tag.isalnum()}
_KIND_OF = {tag_id: _KINDS[tag] for tag_id, tag in _NAME_OF.items()}
_TEXT = 2  # LXB_TAG__TEXT

_WORDS: dict[str, int] = {}


def _says(role: int, words: str) -> None:
    for word in words.split():
        _WORDS[word] = _WORDS.get(word, 0) | role


# Words that are never said of the story; others ("widget", "more") may be, if they hold enough text.
_SURE = 1 << 28
_says(
    Role.ASIDE | _SURE,
    "share sharing shares sharebar socialshare social socials related relateds relacionadas recommend recommended recommendation recommendations "
    "newsletter newsletters promo promos promotion promoted login signin signup register registration advert adverts advertisement "
    "advertising advertorial adbox adslot sponsor sponsored subscribe subscription trending mostread "
    "mostviewed breadcrumb breadcrumbs outbrain taboola cookie cookies consent gdpr popup "
    "navigation navbar sidebar masthead topbar toolbar pagination pager readmore "
    "donation jumpmark tooltip dropdown offcanvas noprint werbung "
    "anzeige sidebars teaserlist mehrzumthema weiterlesen morefrom upnext nextprev prevnext addtoany sharedaddy "
    "recirc recirculation crosslinks linkbox followus relatedposts "
    "copyright disclaimer readspeaker searchform shariff socialmedia ssba yarpp "
    "appdownload whatsapp telegram facebook pinterest loginbox sitemap productbox",
)
_says(
    Role.COMMENTS,
    "comment comments commentlist commentbox respond disqus discussion discussions replies kommentar kommentare comentario comentarios "
    "commentaires commenti reacties opmerkingen kommentarer guestbook pingback trackback",
)
_says(
    Role.CAPTION,
    "caption captions figcaption credit credits bildunterschrift bildtext bildquelle legend imagetext "
    "picture pictures picbox photo photos image images bild bilder foto fotos imagen",
)
_says(
    Role.AUTHOR,
    "byline bylines author authors autor autoren auteur auteurs autore verfasser writer contributor contributors vcard fn reporter journalist redakteur",
)
_says(
    Role.DATE,
    "date dates datum time timestamp published publish pubdate publishdate postdate dateline datetime fecha data datestamp "
    "posted publication created updated erstellt dtreviewed pubtime pub articledate entrydate",
)
_says(Role.MODIFIED, "updated modified lastmodified aktualisiert dateModified")
_says(
    Role.LEAD,
    "lead lede leadtext intro introtext introduction teasertext summary subtitle subline standfirst dek deck description vorspann excerpt "
    "abstract chapo chapeau sommario bajada entradilla sumario subheadline ingress manchet kicker-text anleser anreisser "
    "subhead synopsis articlelead",
)
_says(
    Role.BODY,
    "articlebody storybody storytext articletext articlecontent entrycontent postcontent newsbody bodytext newscontent postbody storycontent",
)
_says(Role.TAGS, "tags taglist tagcloud keywords topics schlagworte tag-links topiclist categories hashtags labels")
_says(Role.FOOTER, "footer colophon imprint impressum")
_says(
    Role.BOX,
    "infobox factbox biography bio authorbio authorbox authorinfo aboutauthor infokasten faktabox zusatz sidebarbox",
)
_HIDDEN = frozenset(
    (
        "hidden", "sr-only", "visually-hidden", "visuallyhidden", "invisible", "screen-reader-text", "screenreader", "d-none",
        "is-hidden", "u-hidden", "hide", "a11y-hidden", "u-a11y-hidden", "offscreen", "screen-reader-only", "element-invisible",
        "is-visually-hidden", "u-visually-hidden", "sr-text", "assistive-text", "vh", "accessibility", "hidden-print", "print-only",
        "text-hide",
    )
)  # fmt: skip

# The same at the end of a name that a design system has put something before.
_UNSEEN = frozenset(("vh", "sronly", "visuallyhidden"))

# Words that mean something only where they are the whole class or begin it: ``widget``, not ``elementor-widget``.
_WEAK: dict[str, int] = dict.fromkeys(
    (
        "widget", "widgets", "gallery", "slider", "carousel", "slideshow", "modal", "overlay", "menu", "nav", "banner", "ad", "ads", "adv",
        "rating", "ratings", "vote", "voting", "poll", "donate", "toc", "similar", "follow", "feedback", "survey", "search", "weather",
        "ticker", "reactions", "likes", "bookmarks", "notification", "affiliate", "twitter", "popular", "abo", "teaser", "teasers", "more",
        "print", "tools", "toolbox", "meta", "skip", "player", "audio", "podcast", "embed",
    ),
    Role.ASIDE,
)  # fmt: skip

# Pairs of words that mean together what they do not mean alone.
_PAIRS: dict[tuple[str, str], int] = {
    ("article", "body"): Role.BODY, ("story", "body"): Role.BODY, ("entry", "content"): Role.BODY, ("post", "content"): Role.BODY,
    ("article", "content"): Role.BODY, ("article", "text"): Role.BODY, ("story", "content"): Role.BODY, ("story", "text"): Role.BODY,
    ("post", "body"): Role.BODY, ("body", "content"): Role.BODY, ("body", "copy"): Role.BODY, ("content", "body"): Role.BODY,
    ("visually", "hidden"): Role.HIDDEN, ("screen", "reader"): Role.HIDDEN,
    ("most", "read"): Role.ASIDE, ("read", "more"): Role.ASIDE, ("read", "also"): Role.ASIDE, ("see", "also"): Role.ASIDE,
    ("more", "from"): Role.ASIDE, ("more", "on"): Role.ASIDE, ("also", "read"): Role.ASIDE, ("up", "next"): Role.ASIDE,
    ("next", "article"): Role.ASIDE, ("next", "story"): Role.ASIDE, ("next", "post"): Role.ASIDE, ("tag", "list"): Role.TAGS, ("tags", "links"): Role.TAGS, ("post", "tags"): Role.TAGS,
    ("cat", "links"): Role.TAGS, ("about", "author"): Role.BOX, ("author", "bio"): Role.BOX, ("author", "box"): Role.BOX,
    ("author", "info"): Role.BOX, ("fact", "box"): Role.BOX, ("info", "box"): Role.BOX, ("posted", "by"): Role.AUTHOR,
    ("written", "by"): Role.AUTHOR, ("posted", "on"): Role.DATE, ("last", "modified"): Role.MODIFIED, ("article", "lead"): Role.LEAD,
    ("app", "download"): Role.ASIDE, ("follow", "us"): Role.ASIDE, ("call", "to"): Role.ASIDE, ("image", "text"): Role.CAPTION,
    ("photo", "credit"): Role.CAPTION, ("image", "credit"): Role.CAPTION, ("image", "description"): Role.CAPTION,
}  # fmt: skip

# A word that begins a pair says so itself.
_BEGINS = 1 << 29
for _first, _ in _PAIRS:
    _WORDS[_first] = _WORDS.get(_first, 0) | _BEGINS

_FEW_MARKS = 50
"""Below this the texts of marks that stand in each other are no matter."""

_NESTED_MARKS = 8
"""A date within a date within eight more is no template's."""

_LONGEST_NAME = 200
"""Characters of one class or id; what is longer is data, and says nothing."""

_LONGEST_NAMES = 2_000
"""Characters of a ``class`` that is remembered: the cache holds 16,000 of them."""

_SPLIT = re.compile(r"[^0-9A-Za-zÀ-ÿ]+|(?<=[a-z])(?=[A-Z])")
_PROP_ROLES = {
    "articleBody": Role.BODY,
    "articlebody": Role.BODY,
    "author": Role.AUTHOR,
    "creator": Role.AUTHOR,
    "datePublished": Role.DATE,
    "dateCreated": Role.DATE,
    "datepublished": Role.DATE,
    "dateModified": Role.DATE | Role.MODIFIED,
    "dateline": Role.DATE,
    "description": Role.LEAD,
    "comment": Role.COMMENTS,
    "caption": Role.CAPTION,
}
_BOILERPLATE = Role.ASIDE | Role.COMMENTS | Role.HIDDEN
_SET_APART = _BOILERPLATE | Role.CAPTION
_MARKING = Role.AUTHOR | Role.DATE
_TELLING = Role.AUTHOR | Role.DATE | Role.LEAD | Role.BODY | Role.HEADER
# A teaser's text is shorter than this, a story's paragraph may be longer.
_TEASER = 150


# A site repeats its class names from page to page; 16,000 of them are some 3 MB.
@lru_cache(maxsize=16_000)
def _stated(names: str) -> int:
    """Roles that class and id state."""
    roles = 0
    responsive = ":" in names or "-block" in names or "-flex" in names
    if " status-" in names and " type-" in names:
        # WordPress's own wrapper of a post; the story's categories and tags are among its names and may be any words.
        return Role.ARTICLE
    for name in names.split():
        if len(name) > _LONGEST_NAME:
            continue
        if responsive and (":" in name or (name in ("hidden", "d-none") and _SHOWN.search(names))):
            # Utility classes of a variant ("md:hidden") style; what shows on some screens is not hidden.
            continue
        roles |= _stated_by_name(name)
    if roles & Role.ASIDE and not roles & _SURE and _QUOTE.search(names):
        # A widget that is a quotation is the story's.
        roles &= ~Role.ASIDE
    return roles


_QUOTE = re.compile(r"quote|zitat|citat|citaz", re.I)
# On some screens; a variant of a state ("aria-expanded:block") shows when the reader asks for it.
_SHOWN = re.compile(r"(?:^|\s)(?!aria|group|peer|hover|focus|open|data)[\w-]*[:-](?:block|flex|inline|grid)")


@lru_cache(maxsize=16_000)
def _stated_by_name(name: str) -> int:
    if "[" in name:
        return 0
    roles = Role.HIDDEN if name in _HIDDEN else 0
    if name.islower():
        words = name.replace("_", "-").split("-")
    else:
        words = [word.lower() for word in _SPLIT.split(name) if word]
        if not words:
            return roles
    if words[-1] in _UNSEEN:
        roles |= Role.HIDDEN
    # Component systems put a letter before the name: "c-teaser".
    roles |= _WEAK.get(words[1] if len(words) > 1 and len(words[0]) == 1 else words[0], 0)
    first = ""
    for word in words:
        if first:
            roles |= _PAIRS.get((first, word), 0)
            first = ""
        said = _WORDS.get(word)
        if said is not None:
            roles |= said & ~_BEGINS
            if said & _BEGINS:
                first = word
    return roles


def read_outline(page: Page) -> Outline:
    """Walk the page once.

    :raises newscrawler.html.page.PageError: when the bytes cannot be parsed as a page
    """
    outline = Outline()
    body = page.tree.body
    if body is None:
        return outline
    blocks, boxes = outline.blocks, outline.boxes
    box = Box(0, None, "body", "", 0)
    boxes.append(box)
    parts: list[str] = []
    linked = 0
    anchors = 0
    opened: list[tuple[LexborNode, Box | None, int]] = []
    """Open elements: the box to go back to, None for an inline one, and the number of open links around."""
    breaks = 0
    kind_of = _KIND_OF.get
    name_of = _NAME_OF.get
    node: LexborNode | None = body.first_child
    while node is not None:
        tag_id = node.tag_id
        if tag_id == _TEXT:
            text = node.text_content
            if text:
                if text.isspace():
                    if parts:
                        parts.append(" ")
                else:
                    breaks = 0
                    if anchors:
                        linked += len(text)
                    parts.append(text)
            # Half of all nodes; their way is kept short.
            following = node.next
            if following is not None:
                node = following
                continue
        elif (kind := known if (known := kind_of(tag_id)) is not None else _kind(node.tag or "")) >= 0:
            tag = name_of(tag_id) or node.tag or ""
            attributes = node.attributes
            roles = kind
            names = ""
            if attributes:
                others = len(attributes)
                if "class" in attributes:
                    others -= 1
                    names = attributes["class"] or ""
                    if names:
                        roles |= _stated(names) if len(names) <= _LONGEST_NAMES else _stated.__wrapped__(names)
                if "id" in attributes:
                    others -= 1
                    ident = attributes["id"]
                    if ident and len(ident) <= _LONGEST_NAME:
                        # Apart from the classes, which repeat within a page: most are in the cache then.
                        roles |= _stated_by_name(ident)
                        names = f"{names} {ident}"
                if others and not _SPECIAL.isdisjoint(attributes):
                    roles |= _stated_otherwise(attributes)
                if roles & _MARKING:
                    mark = Mark(node, tag, attributes, roles & _ROLES, len(blocks) + (1 if parts else 0), box)
                    if roles & Role.AUTHOR:
                        outline.authors.append(mark)
                    if roles & Role.DATE:
                        outline.dates.append(mark)
            elif tag == "time":
                mark = Mark(node, tag, attributes, Role.DATE, len(blocks) + (1 if parts else 0), box)
                outline.dates.append(mark)
            child = node.first_child
            if kind & _INLINE_BIT and roles & Role.HIDDEN and not roles & _TELLING and box.tag not in _TITLES:
                # For screen readers, within a line: "(opens in a new window)".
                child = None
            elif (
                roles & _BOILERPLATE
                and not box.roles & _BOILERPLATE
                and not roles & _TELLING
                and _is_aside(node, roles)
            ):
                if parts:
                    _flush(parts, linked, box, blocks)
                    linked = 0
                child = None
            if child is not None:
                if kind & _INLINE_BIT and not roles & _SET_APART:
                    opened.append((node, None, anchors))
                else:
                    if parts:
                        _flush(parts, linked, box, blocks)
                        linked = 0
                    breaks = 0
                    roles &= _ROLES
                    if anchors:
                        roles |= Role.LINK
                    opened.append((node, box, anchors))
                    # What wraps a heading's words is the heading.
                    box = Box(len(boxes), box, box.tag if box.tag in _TITLES else tag, names, roles)
                    boxes.append(box)
                # A link within the page makes a heading no teaser.
                if tag == "a" and not (box.tag in _HEADINGS and (attributes.get("href") or "").startswith("#")):
                    anchors += 1
                node = child
                continue
        elif kind == _BREAK:
            breaks += 1
            if parts:
                if breaks > 1 or node.tag == "hr":
                    _flush(parts, linked, box, blocks)
                    linked = 0
                else:
                    # A line that ends like a sentence was a paragraph in the writer's mind.
                    before = parts[-1].rstrip()
                    if box.tag not in _TIGHT or (len(before) > 60 and before[-1] in '.!?…。！？”"»:'):
                        _flush(parts, linked, box, blocks)
                        linked = 0
                    else:
                        parts.append(" ")
        following = node.next
        while following is None:
            if not opened:
                break
            node, back, anchors = opened.pop()
            if back is not None:
                if parts:
                    _flush(parts, linked, box, blocks)
                    linked = 0
                box = back
            following = node.next
        node = following
    if parts:
        _flush(parts, linked, box, blocks)
    _settle(outline)
    outline.dates, outline.authors = _shallow(outline.dates), _shallow(outline.authors)
    return outline


def _shallow(marks: list[Mark]) -> list[Mark]:
    """Without the marks that stand in many others: the text of each is that of all inside it."""
    if len(marks) <= _FEW_MARKS:
        return marks
    marking = {mark.node.mem_id for mark in marks}
    # By element, how many marks it is and stands in; ancestors are shared, and each is climbed to once.
    around: dict[int, int] = {}
    kept: list[Mark] = []
    for mark in marks:
        passed: list[int] = []
        node = mark.node.parent
        while node is not None and node.mem_id not in around:
            passed.append(node.mem_id)
            node = node.parent
        nested = around[node.mem_id] if node is not None else 0
        for mem in reversed(passed):
            nested += mem in marking
            around[mem] = nested
        if nested < _NESTED_MARKS:
            kept.append(mark)
    return kept


def _kind(tag: str) -> int:
    """A component's tag has a dash or a colon; components stand within lines."""
    known = _KINDS.get(tag)
    if known is not None:
        return known
    return _INLINE_BIT if "-" in tag or ":" in tag else 0


def _flush(parts: list[str], linked: int, box: Box, blocks: list[Block]) -> None:
    """End a run of text."""
    text = fold("".join(parts) if len(parts) > 1 else parts[0])
    parts.clear()
    if text:
        blocks.append(Block(len(blocks), text, min(linked, len(text)), box, box.tag))


def _is_aside(node: LexborNode, roles: int) -> bool:
    """Whether an element that calls itself an aside is one, so that it need not be walked: no headline, no prose."""
    length = len(node.text())
    if length < _BAR and not roles & Role.COMMENTS:
        return not length
    if node.css_first("h1, .entry-content, [itemprop=articleBody]", default=None) is not None:
        return False
    if roles & Role.COMMENTS:
        return True
    if any(len(paragraph.text()) >= _TEASER for paragraph in node.css("p")):
        return False
    # Text that is not in paragraphs: a list of teasers has a link to every hundred characters or so.
    return bool(roles & _SURE) or length < _STORY or len(node.css("a")) * _TEASER > length


# The bar with byline, time and buttons has some class of sharing; a list of teasers has more text.
_BAR = 300
# A column of teasers beside the story may have this much text.
_STORY = 1000


_AROUND = (
    Role.ASIDE
    | Role.HIDDEN
    | Role.FOOTER
    | Role.CAPTION
    | Role.TAGS
    | Role.HEADER
    | Role.BOX
    | Role.AUTHOR
    | Role.DATE
    | Role.LINK
)
# Captions have one or two sentences; what is longer is text beside a picture, or text that was put into a caption.
_CAPTION = 400
_FIGURE = 600
_FIGURES = frozenset(("figure", "figcaption"))
# An element around this share of the page's prose is not beside the story, whatever its class says.
_MOST = 0.5


def _settle(outline: Outline) -> None:
    """Take back roles that cannot be: a class may speak of the page (``sidebar-right``, ``comments-open``)."""
    total = 0
    boxes = outline.boxes
    prose = [0] * len(boxes)
    titled: set[int] = set()
    for block in outline.blocks:
        free = len(block.text) - 2 * block.linked
        if free > 60:
            prose[block.box.number] += free
            total += free
        if block.tag == "h1":
            around: Box | None = block.box
            while around is not None and around.number not in titled:
                titled.add(around.number)
                around = around.parent
    alike: dict[str, int] = {}
    for number in range(len(boxes) - 1, 0, -1):
        held = prose[number]
        if held:
            box = boxes[number]
            prose[box.parent.number] += held  # type: ignore[union-attr]
            if box.own & _AROUND:
                alike[box.marks] = alike.get(box.marks, 0) + held
    changed = False
    for box in boxes:
        own = box.own
        if not own and not changed:
            # Most boxes; they have their parents' roles from the walk.
            continue
        inherited = box.parent.roles if box.parent is not None else 0
        if own:
            if own & _AROUND and (
                prose[box.number] > _MOST * total or (box.marks and alike.get(box.marks, 0) > _MOST * total)
            ):
                own &= ~_AROUND
            if own & Role.CAPTION and prose[box.number] > (_FIGURE if box.tag in _FIGURES else _CAPTION):
                own &= ~Role.CAPTION
            if own & Role.COMMENTS and box.number in titled:
                own &= ~Role.COMMENTS
            if own & Role.BODY and not inherited & Role.COMMENTS and prose[box.number] > 0.2 * total:
                own &= ~_AROUND
                inherited &= ~_AROUND
            box.own = own
        roles = own | inherited
        if roles != box.roles:
            box.roles = roles
            changed = True


_SPECIAL = frozenset(("itemprop", "hidden", "style", "rel", "itemtype", "role"))
_UNDISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def _stated_otherwise(attributes: dict[str, str | None]) -> int:
    """Roles that microdata, ARIA and inline styles state."""
    roles = _PROP_ROLES.get(attributes.get("itemprop") or "", 0)
    style = attributes.get("style")
    if "hidden" in attributes or (style and ("none" in style or "hidden" in style) and _UNDISPLAYED.search(style)):
        roles |= Role.HIDDEN
    if "author" in (attributes.get("rel") or ""):
        roles |= Role.AUTHOR
    if (attributes.get("itemtype") or "").endswith(("Comment", "UserComments")):
        roles |= Role.COMMENTS
    role = attributes.get("role")
    if role in ("navigation", "complementary", "banner", "dialog", "search"):
        roles |= Role.ASIDE
    elif role == "contentinfo":
        roles |= Role.FOOTER
    return roles
