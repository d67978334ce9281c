"""One URL per story, whichever of its addresses a link or a redirect led to."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from w3lib.url import canonicalize_url

from newscrawler.discovery.address_words import bearing, names_a_story, same_story_address, slug_of
from newscrawler.html.page import Page
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.sites import same_outlet, same_site

__all__ = ["canonical_url", "normalise_url", "normalised_or_none", "same_site"]

_ADDRESSES = 1_024
"""Addresses whose normal form is kept: the source, the page and its links state the same address about ten times while
a story is read. The longest ones take 8 MB."""

_COUNTING = re.compile(
    r"utm_\w+|(?:fb|g|d|y|tt|tw|wbra|gbra|ms)clid|gclsrc|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|igshi?d|mkt_tok"
    r"|__twitter_impression|guce_\w+|comment-order|cpage|replytocom"
    # Sessions: an id of its own for each visit.
    r"|jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken",
    re.I,
)
"""Parameters that no outlet tells its stories apart by: readers are counted by them, or comments are shown."""
_PERHAPS_COUNTING = re.compile(
    r"(?:mtm|pk|piwik|hsa|at|stm)_\w+|icid|cmp(?:id)?|ocid|smid|ref_src|ref_url|xtor|vero_id|oly_(?:anon|enc)_id"
    r"|guccounter|wt\.\w+|outputtype|share|nb",
    re.I,
)
"""Parameters that are dropped only where the path names the story and the value is a word: ``?share=facebook``. For
``/view?share=12`` and ``?nb=15`` the texts decide (:mod:`newscrawler.extensions.answers`)."""
_SHARED = re.compile(r"share=[a-z-]+", re.I)
"""``?share=facebook&nb=1``: the button of a widely used plugin."""
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.I)
_HOST_FIRST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?=[/:]|$)")
"""A host without scheme: ``www.outlet.example/story``."""
# WordPress: /slug/comment-page-2/ is the story /slug/ with other comments under it.
_COMMENT_PAGE = re.compile(r"(?<=/)comment-page-\d+/?$|/comment-page-\d+$")
# Path segments that may follow a story's own path and still show that story.
_SAME_STORY = re.compile(r"(?:amp|print|all|index\.\w+|page/\d+|p?\d{1,2}|comments?)/?", re.I)


def canonical_url(page: Page, headline: str | None = None) -> str:
    """Return the normalised URL that identifies the story on the page.

    It is the address in ``<link rel=canonical>``, else in ``og:url``, if it can be true: an address of the same outlet
    (:func:`newscrawler.sites.same_outlet`) that is neither the front page nor the list to which the page belongs.
    Otherwise it is the page's own URL.

    :param headline: the story's. Where it is given, an address of another path counts only if it names the same story:
        by its slug or number, or by the words of the headline. Templates and caches print one address on every story.
    """
    own = normalise_url(page.url)
    for stated in (_canonical_links(page), _open_graph(page)):
        # Faulty templates print several addresses; two that disagree prove nothing.
        candidates = {url for url in (_candidate(page.url, href) for href in stated) if url}
        if len(candidates) == 1:
            candidate = candidates.pop()
            is_possible = same_outlet(candidate, own) and not _is_list_of(candidate, own)
            if is_possible and (headline is None or _names_story(candidate, own, headline)):
                return _keep_https(candidate, own)
    return own


@lru_cache(_ADDRESSES)
def normalise_url(url: str) -> str:
    """Return the one way of writing a story's address.

    Scheme and host in lower case, default port, fragment, tracking parameters and comment pages dropped, parameters
    sorted, percent-encoding as short as it can be and in upper case, dot segments resolved. A trailing slash stays as
    it is, because to some sites it makes a difference.

    :raises ValueError: when the URL cannot be read as one
    """
    parts = urlsplit(canonicalize_url(url.strip()))
    host = parts.netloc
    default = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if default and host.endswith(default):
        host = host.removesuffix(default)
    path = _COMMENT_PAGE.sub("", _SESSION.sub("", parts.path)) or "/"
    query = _identifying(parts.query, path) if parts.query else ""
    return parts._replace(netloc=host, path=path, query=query).geturl()


def _identifying(query: str, path: str) -> str:
    """Return the parameters that may tell the story."""
    kept = [pair for pair in query.split("&") if pair and not _COUNTING.fullmatch(pair.split("=", 1)[0])]
    if not any(_PERHAPS_COUNTING.fullmatch(pair.split("=", 1)[0]) for pair in kept) or not names_a_story(path):
        return "&".join(kept)
    is_shared = any(_SHARED.fullmatch(pair) for pair in kept)
    return "&".join(pair for pair in kept if not _counts(pair, is_shared=is_shared))


def _counts(pair: str, *, is_shared: bool) -> bool:
    name, _, value = pair.partition("=")
    if is_shared and name.lower() == "nb":
        return True
    return _PERHAPS_COUNTING.fullmatch(name) is not None and not value.isdigit()


def _names_story(candidate: str, own: str, headline: str) -> bool:
    """Return whether a stated address can be that of the story: by its own slug or number, or by the headline."""
    if same_story_address(candidate, own):
        return True
    above, below = urlsplit(candidate), urlsplit(own)
    if above.path == below.path and above.query:
        # Some of the page's own parameters, and no others.
        return {*above.query.split("&")} < {*below.query.split("&")}
    if below.path.startswith(above.path.rstrip("/") + "/") and names_a_story(above.path):
        return True
    slug, own_slug = slug_of(candidate), slug_of(own)
    if slug is None or bearing(headline, slug) != "same":
        return False
    return own_slug is None or bearing(headline, own_slug) != "same"


def normalised_or_none(url: str | None) -> str | None:
    """Return the normalised URL; None where it is None or cannot be read as a URL."""
    if url is None:
        return None
    try:
        return normalise_url(url)
    except ValueError:
        return None


def _canonical_links(page: Page) -> list[str]:
    links = page.tree.css('link[rel~="canonical" i][href]')
    return [node.attributes.get("href") or "" for node in links]


def _open_graph(page: Page) -> list[str]:
    return [page.meta["og:url"]] if "og:url" in page.meta else []


def _candidate(base: str, href: str) -> str | None:
    try:
        href = href.strip()
        if (host := _HOST_FIRST.match(href)) is not None and same_site(f"https://{host[0]}/", base):
            href = f"https://{href}"
        url = normalise_url(urljoin(base, href))
        parts = urlsplit(url)
        # A user name before the host is no part of a story's address, and looks like another host to people.
        usable = bool(href) and parts.scheme in {"http", "https"} and "@" not in parts.netloc
        return url if usable and len(url) <= MAX_URL_LENGTH else None
    except ValueError:
        return None


def _is_list_of(candidate: str, own: str) -> bool:
    """Return whether the candidate is the front page or the section above the page, not the page."""
    above, path = urlsplit(candidate), urlsplit(own).path
    if above.path in {"", "/"} and not above.query:
        return path not in {"", "/"} or bool(urlsplit(own).query)
    stem = above.path.rstrip("/") + "/"
    below = path.removeprefix(stem)
    return below != path and bool(below) and not above.query and not _SAME_STORY.fullmatch(below)


def _keep_https(candidate: str, own: str) -> str:
    # Some sites moved to https and forgot their templates. The page was read over https, so https works.
    if own.startswith("https:") and candidate.startswith("http:") and ":" not in urlsplit(candidate).netloc:
        return "https:" + candidate.removeprefix("http:")
    return candidate
