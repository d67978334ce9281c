"""One URL per story, whichever of its addresses a link or a redirect led to."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from w3lib.url import canonicalize_url

from newscrawler.html.page import Page
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.sites import same_outlet, same_site

__all__ = ["canonical_url", "normalise_url", "normalised_or_none", "same_site"]


# Parameters that say where a reader came from or how comments are shown, never which story it is.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|at|stm)_\w+|(?:fb|g|d|y|tt|tw|wbra|gbra|ms)clid|gclsrc|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)"
    r"|igshi?d|mkt_tok|icid|cmp(?:id)?|ocid|smid|ref_src|ref_url|xtor|vero_id|oly_(?:anon|enc)_id|guccounter|guce_\w+"
    r"|__twitter_impression|wt\.\w+|outputtype|comment-order|cpage|replytocom|share|nb",
    re.I,
)
# WordPress: /slug/comment-page-2/ is the story /slug/ with other comments under it.
_COMMENT_PAGE = re.compile(r"(?<=/)comment-page-\d+/?$|/comment-page-\d+$")
# Path segments that may follow a story's own path and still show that story.
_SAME_STORY = re.compile(r"(?:amp|print|all|index\.\w+|page/\d+|p?\d{1,2}|comments?)/?", re.I)


def canonical_url(page: Page) -> str:
    """Return the normalised URL that identifies the story on the page.

    It is the address in ``<link rel=canonical>``, else in ``og:url``, if it can be true: an address of the same outlet
    (:func:`newscrawler.sites.same_outlet`) that is neither the front page nor the list to which the page belongs.
    Otherwise it is the page's own URL.
    """
    own = normalise_url(page.url)
    for stated in (_canonical_links(page), _open_graph(page)):
        # Faulty templates print several addresses; two that disagree prove nothing.
        candidates = {url for url in (_candidate(page.url, href) for href in stated) if url}
        if len(candidates) == 1:
            candidate = candidates.pop()
            if same_outlet(candidate, own) and not _is_list_of(candidate, own):
                return _keep_https(candidate, own)
    return own


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
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.split("=", 1)[0]))
    path = _COMMENT_PAGE.sub("", parts.path) or "/"
    return parts._replace(netloc=host, path=path, query=query).geturl()


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
        url = normalise_url(urljoin(base, href.strip()))
        parts = urlsplit(url)
        # A user name before the host is no part of a story's address, and looks like another host to people.
        usable = bool(href.strip()) and parts.scheme in {"http", "https"} and "@" not in parts.netloc
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
