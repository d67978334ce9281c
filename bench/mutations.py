"""Count how often a page gives the same result after a change of its markup that a reader does not see.

    make mutations                      10,000 changed pages: our own (demo newsroom, fixtures) and the cases
    make mutations ARGS="--pages 1000 --show comments"

Classes and ids are renamed, elements wrapped, attributes dropped, siblings put into another order. An engine that reads
the structure of a page gives the same story and the same comments; one that knows names does not.

Each page is first written anew by the tool itself, so that only the change counts and not another parser's view of
broken markup.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.compare import PAGES, ROOT
from bench.evaluation import extract
from bench.evaluation_comments import comments
from newsroom.edition import HARBORLIGHT, JAPANTODAY, PLAINPRESS, Edition
from newsroom.harborlight import Harborlight
from newsroom.japantoday import JapanToday
from newsroom.plainpress import PlainPress
from newsroom.site import Request, Resource, Site

lxml_html: Any = importlib.import_module("lxml.html")
"""It has no types."""

HtmlElement = Any

__all__ = ["CHANGES", "OwnPage", "mutated", "own_pages"]

_SEED = 20261127
_PAGES = 10_000
_OF_EACH_OUTLET = 8
"""Story pages of one outlet of the newsroom: they share one template."""
_WRAPPED = 0.05
"""Share of the block elements that get a wrapper."""
_RENAMED = 0.5
"""Share of the names that are renamed in a page by ``some names``."""
_SWAPS = 6
"""Pairs of siblings that change places."""

_BLOCKS = ("div", "section", "article", "aside", "header", "footer", "nav", "ul", "ol", "table", "p", "form", "figure")
_KEEPS_CHILDREN = ("ul", "ol", "table", "tbody", "thead", "tr", "dl", "select", "html", "head")
"""Elements in which a parser takes no ``div``."""
_DROPPED = re.compile(
    r"^(?:data-(?!.*(?:json|time|date|id|depth|parent|level))|aria-|on)"
    r"|^(?:role|title|rel|target|lang|tabindex|width|height|itemprop)$"
)
"""Attributes that say nothing which a reader sees or a link needs."""
_TOKEN = re.compile(r"[^\s]+")
_TRAILING_DIGITS = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page and where it comes from."""

    name: str
    url: str
    html: str
    kind: str
    """``articles`` or ``comments``: which result is compared."""


# --- pages ----------------------------------------------------------------------------------------------------------


def own_pages() -> list[OwnPage]:
    """Return the newsroom's story pages, the fixtures of the tests, and the cases where they are at hand."""
    pages = [*_newsroom_pages(), *_fixture_pages()]
    cases = PAGES.parent / "cases"
    if not cases.is_dir():
        print(f"mutations: no cases under {cases}; own pages alone", file=sys.stderr)
    for kind in ("articles", "comments"):
        pages += [
            OwnPage(path.stem, "https://www.ellin-courier.example/harbour/quay.html", path.read_text("utf-8"), kind)
            for path in sorted((cases / kind).glob("*.html"))
        ]
    return pages


def _newsroom_pages() -> Iterator[OwnPage]:
    edition = Edition()
    sites: dict[str, Site] = {
        JAPANTODAY: JapanToday(edition),
        HARBORLIGHT: Harborlight(edition),
        PLAINPRESS: PlainPress(edition),
    }
    for outlet, site in sites.items():
        for printed in edition.of(outlet)[:_OF_EACH_OUTLET]:
            answer = site.answer(Request("GET", outlet, printed.path, {}))
            if isinstance(answer, Resource) and answer.status == 200:
                url, html = f"https://{outlet}{printed.path}", answer.body.decode("utf-8")
                yield from (OwnPage(f"{outlet} {printed.story}", url, html, kind) for kind in ("articles", "comments"))


def _fixture_pages() -> Iterator[OwnPage]:
    for path in sorted((ROOT / "tests" / "outlets" / "fixtures").glob("*/*/page.html")):
        for kind in ("articles", "comments"):
            yield OwnPage(path.parent.name, "https://outlet.example/2026/11/20/a-story", path.read_text("utf-8"), kind)


# --- changes --------------------------------------------------------------------------------------------------------


def _rename(tree: HtmlElement, rng: random.Random, share: float) -> None:
    """Rename classes and ids, the same name always to the same; digits at the end stay, because they may count."""
    salt = str(rng.random())
    renamed: dict[str, str] = {}

    def new(match: re.Match[str]) -> str:
        digits = _TRAILING_DIGITS.search(match[0])
        stem = match[0][: digits.start()] if digits else match[0]
        if stem not in renamed:
            made = "k" + hashlib.sha256((salt + stem).encode()).hexdigest()[:5].translate(
                str.maketrans("0123456789", "ghijklmnop")
            )
            renamed[stem] = made if rng.random() < share else stem
        return renamed[stem] + (digits[0] if digits else "")

    for element in _elements(tree):
        for name in ("class", "id", "for", "aria-labelledby", "aria-describedby"):
            if name in element.attrib:
                element.attrib[name] = _TOKEN.sub(new, element.attrib[name])
        href = element.attrib.get("href", "")
        if href.startswith("#") and len(href) > 1:
            element.attrib["href"] = "#" + _TOKEN.sub(new, href[1:])


def _rename_all(tree: HtmlElement, rng: random.Random, told: str) -> None:
    _rename(tree, rng, 1.0)


def _rename_some(tree: HtmlElement, rng: random.Random, told: str) -> None:
    _rename(tree, rng, _RENAMED)


def _wrap(tree: HtmlElement, rng: random.Random, told: str) -> None:
    """Put a ``div`` around some block elements."""
    for element in _elements(tree):
        parent = element.getparent()
        if element.tag not in _BLOCKS or parent is None or parent.tag in (*_KEEPS_CHILDREN, "p"):
            continue
        if rng.random() < _WRAPPED:
            wrapper = lxml_html.Element("div")
            parent.replace(element, wrapper)
            wrapper.append(element)
            # The text behind the element belongs behind the wrapper.
            wrapper.tail, element.tail = element.tail, None


def _drop(tree: HtmlElement, rng: random.Random, told: str) -> None:
    """Drop half of the attributes that say nothing to a reader: each by name, on the whole page."""
    names = sorted({name for element in _elements(tree) for name in element.attrib if _DROPPED.match(name)})
    gone = {name for name in names if rng.random() < 0.5}
    for element in _elements(tree):
        for name in gone & set(element.attrib):
            del element.attrib[name]


def _reorder(tree: HtmlElement, rng: random.Random, told: str) -> None:
    """Let siblings change places of which at most one holds text that was found; and shuffle the ``head``."""
    head = tree.find("head")
    if head is not None:
        children = [child for child in head if child.tag in ("meta", "link")]
        places = [head.index(child) for child in children]
        rng.shuffle(children)
        for place, child in zip(places, children, strict=True):
            head.insert(place, child)
    parents = [
        element for element in _elements(tree) if len(element) > 1 and element.tag in ("body", "div", "main", "section")
    ]
    for parent in rng.sample(parents, min(_SWAPS, len(parents))):
        loose = [child for child in parent if isinstance(child.tag, str) and not _holds(child, told)]
        if loose and not (parent.text or "").strip() and not any((child.tail or "").strip() for child in parent):
            moved = rng.choice(loose)
            # Below a heading of the story or within its text a box changes what the page says.
            if all(_is_big(child) or child is moved for child in parent):
                parent.remove(moved)
                parent.insert(rng.randrange(len(parent) + 1), moved)


def _is_big(element: HtmlElement) -> bool:
    """Tell whether an element is a part of the layout: it holds other boxes, or nothing to read."""
    return isinstance(element.tag, str) and (
        element.tag in ("aside", "nav", "header", "footer", "script", "style", "link", "form")
        or any(child.tag in _BLOCKS for child in element)
    )


def _holds(element: HtmlElement, told: str) -> bool:
    text = " ".join("".join(element.itertext()).split())
    return any(part in told for part in (text[:40], text[-40:], text[len(text) // 2 :][:40]) if part.strip())


def _all_of_it(tree: HtmlElement, rng: random.Random, told: str) -> None:
    for change in (_rename_all, _wrap, _drop, _reorder):
        change(tree, rng, told)


CHANGES: dict[str, Callable[[HtmlElement, random.Random, str], None]] = {
    "all names": _rename_all,
    "some names": _rename_some,
    "wrappers": _wrap,
    "attributes": _drop,
    "order": _reorder,
    "everything": _all_of_it,
}
"""Changes by name. Each is given the page's tree, a source of chance, and the text that was found on the page."""


def _elements(tree: HtmlElement) -> list[HtmlElement]:
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def mutated(html: str, change: str, seed: object, told: str) -> str:
    """Return the page after a change.

    :param seed: the same seed gives the same page
    :param told: text that was found on the page; its boxes keep their order
    """
    tree = _parsed(html)
    CHANGES[change](tree, random.Random(f"{seed} {change}"), told)
    return _written(tree)


def _written(tree: HtmlElement) -> str:
    text: str = lxml_html.tostring(tree, encoding="unicode")
    return "<!doctype html>\n" + text


def _parsed(html: str) -> HtmlElement:
    return lxml_html.document_fromstring(html.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))


# --- results --------------------------------------------------------------------------------------------------------


def _result(page: OwnPage, html: str) -> dict[str, Any]:
    if page.kind == "articles":
        return extract(html, page.url)
    found = comments(html, page.url)
    return {
        "texts": [each["text"] for each in found],
        "names": [each["author"] for each in found],
        "times": [each["datetime"] for each in found],
        "votes": [(each["up"], each["down"], each["score"]) for each in found],
        "parents": [each["parent"] for each in found],
    }


def _told(result: dict[str, Any]) -> str:
    """Return all text of a result as one string."""
    parts: list[str] = []
    for value in result.values():
        parts += [str(each) for each in value] if isinstance(value, list) else [str(value)]
    return " ".join(" ".join(parts).split())


def main() -> int:
    """Print the share of equal results by change and field."""
    parser = argparse.ArgumentParser(prog="make mutations", description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=_PAGES, help="changed pages in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--show", choices=("articles", "comments"), help="name the pages whose result changes")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="with --show: keep these pages there")
    arguments = parser.parse_args()
    pages = own_pages()
    rounds = -(-arguments.pages // (len(pages) * len(CHANGES)))
    tried: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str, str]] = Counter()
    fields: dict[str, list[str]] = {"articles": [], "comments": []}
    left = arguments.pages
    for page in pages:
        plain = _written(_parsed(page.html))
        right = _result(page, plain)
        told = _told(right)
        if page.kind == "comments" and not right["texts"]:
            # A page without comments is a page too: nothing may be found after the change.
            told = _told(extract(plain, page.url))
        fields[page.kind] = list(right)
        for change in CHANGES:
            for number in range(rounds):
                if not left:
                    break
                left -= 1
                changed = mutated(plain, change, (arguments.seed, page.name, number), told)
                got = _result(page, changed)
                differs = [name for name in right if got[name] != right[name]]
                tried[page.kind, change] += 1
                same.update((page.kind, change, name) for name in right if name not in differs)
                same[page.kind, change, "all"] += not differs
                if differs and arguments.show == page.kind:
                    print(f"{page.kind}/{page.name}: {change} {number}: {', '.join(differs)}")
                    if arguments.write:
                        arguments.write.mkdir(parents=True, exist_ok=True)
                        name = f"{page.name}-{change}-{number}.html".replace(" ", "_").replace("/", "_")
                        (arguments.write / name).write_text(changed, "utf-8")
    for kind, names in fields.items():
        _table(kind, [*names, "all"], tried, same)
    return 0


def _table(kind: str, names: list[str], tried: Counter[tuple[str, str]], same: Counter[tuple[str, str, str]]) -> None:
    print(f"\n{kind}: share of changed pages with the same result\n")
    print("| change | pages | " + " | ".join(names) + " |")
    print("|---|---|" + "---|" * len(names))
    for change in CHANGES:
        number = tried[kind, change]
        if number:
            cells = " | ".join(f"{same[kind, change, name] / number:.3f}" for name in names)
            print(f"| {change} | {number} | {cells} |")
    whole = sum(number for (each, _), number in tried.items() if each == kind)
    if whole:
        equal = sum(same[kind, change, "all"] for change in CHANGES)
        print(f"\n{kind}: {equal} of {whole} the same in every field ({equal / whole:.3f})")


if __name__ == "__main__":
    sys.exit(main())
