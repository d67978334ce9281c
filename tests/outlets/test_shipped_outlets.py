"""The outlets that ship: their declarations hold together, and docs/outlets.md names each of them and each address."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawler.comments import PLATFORMS
from newscrawler.extensions.spider_loader import FaultTolerantSpiderLoader
from newscrawler.sites import same_site
from newscrawler.spiders.syndication import SyndicationSpider

DOCS = Path(__file__).parents[2] / "docs/outlets.md"
GUIDE = DOCS.read_text("utf-8")

_LOADER = get_spider_loader(
    Settings({"SPIDER_MODULES": ["newscrawler.spiders"], "SPIDER_LOADER_CLASS": FaultTolerantSpiderLoader})
)
SHIPPED: dict[str, Any] = {
    name: kind for name in sorted(_LOADER.list()) if getattr(kind := _LOADER.load(name), "looked_up", None)
}
"""Not those that somebody adds: what they declare is theirs, and comes from no source that docs/outlets.md could
name."""

EXAMPLES = {
    "apnews": ("https://apnews.com/article/6d16af58493da565f8ea5d4553a9aed7",),
    "cbc": (
        "https://www.cbc.ca/news/world/bitcoin-coinkite-security-hack-9.7295582",
        "https://www.cbc.ca/news/world/equifax-canadians-affected-update-1.4424066",
    ),
    "clarin": (
        "https://www.clarin.com/mundo/brasil-presenta-plan-vacunacion-coronavirus-bolsonaro-dice-vacunara-virus-lluvia-va-afectar-_0_34r4DbcUe.html",
        "https://www.clarin.com/mundo/halcon-persa-yerno-trump-negociacion-clave-estados-unidos-iran-pakistan_0_QHYH4JQbRE.html",
    ),
    "g4media": (
        "https://www.g4media.ro/grupul-g4media-ro-este-achizitionat-de-titluri-quality-se-formeaza-cel-mai-mare-conglomerat-de-presa-digitala-din-romania.html",
    ),
    "hespress": (
        "https://www.hespress.com/%d8%b7%d8%a8%d9%82-%d9%81%d9%8a-%d8%a7%d9%84%d8%b2%d9%86%d9%82%d8%a9-%d8%a7%d9%84%d9%85%d8%af%d9%81%d9%88%d9%86%d8%a9-974269.html",
    ),
    "japantoday": (
        "https://japantoday.com/category/world/at-least-60-people-killed-in-israeli-strikes-in-gaza-as-ceas",
        "https://japantoday.com/category/world/nigeria-says-u.s.-help-against-islamist-insurgents-must-resp",
    ),
    "lanacion": (
        "https://www.lanacion.com.ar/politica/el-presidente-se-reunio-con-empresarios-de-china-y-genero-inquietud-en-estados-unidos-nid16052023/",
    ),
    "lefigaro": (
        "https://www.lefigaro.fr/flash-actu/fausses-factures-avec-bygmalion-henri-plagnol-condamne-a-six-mois-avec-sursis-20240227",
        "https://www.lefigaro.fr/flash-actu/bresil-le-parti-de-bolsonaro-demande-l-annulation-d-une-part-des-voix-de-lula-20221122",
    ),
    "merkur": (
        "https://www.merkur.de/politik/boris-pistorius-neuer-verteidigungsminister-loest-lambrecht-ab-92033359.html",
        "https://www.merkur.de/politik/nachtflugampel-regierung-fussball-frankfurt-annalenabaerbock-grueneolafscholz-flugzeug93165061.html",
    ),
    "nacion": (
        "https://www.nacion.com/el-mundo/tribunal-de-estados-unidos-bloquea-la-mayoria-de/EGDIR43RNBH6HDB3CDA4TY6NBU/story/",
    ),
    "nunl": ("https://www.nu.nl/buitenland/6266360/dodental-treinramp-india-nadert-de-300-zeker-900-gewonden.html",),
    "nypost": ("https://nypost.com/2025/06/10/tech/chatgpt-user-alarmed-as-ai-tool-shares-others-private-info/",),
    "radiocanada": (
        "https://ici.radio-canada.ca/nouvelle/2279039/aire-protegee-mine-la-loutre-petite-nation-outaouais",
    ),
    "sltrib": (
        "https://www.sltrib.com/news/nation-world/2020/02/20/russia-backs-trumps/",
        "https://www.sltrib.com/news/2021/06/29/salt-lake-tribune-is/",
    ),
    "theguardian": (
        "https://www.theguardian.com/commentisfree/2021/oct/22/england-covid-ethics-personal-responsibility",
    ),
    "washingtonpost": ("https://www.washingtonpost.com/business/2026/08/13/flock-license-plate-came",),
}
"""Addresses of stories, and of pages that are none, from the sources that docs/outlets.md names."""

OTHERS = {
    "cbc": ("https://www.cbc.ca/news/world", "https://www.cbc.ca/news"),
    "clarin": ("https://www.clarin.com/mundo/", "https://www.clarin.com/agencias/"),
    "lanacion": ("https://www.lanacion.com.ar/agencias/",),
    "merkur": ("https://www.merkur.de/politik/",),
    "nacion": ("https://www.nacion.com/el-mundo/",),
    "sltrib": ("https://www.sltrib.com/subscribe/",),
    "theguardian": ("https://www.theguardian.com/world/iran",),
}

outlet = pytest.mark.parametrize("name", SHIPPED)


def addresses(kind: type[SyndicationSpider]) -> list[str]:
    categories = filter(None, (kind.category_feed, kind.category_page))
    return [*kind.feeds, *kind.sitemaps, *kind.sections, *categories]


def section_of(name: str) -> str:
    found = re.search(rf"^### {name}\n(.*?)(?=^### |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/outlets.md has no section of {name}"
    return found[1]


def test_so_many_ship_in_so_many_languages() -> None:
    assert len(SHIPPED) >= 20
    assert len({language for kind in SHIPPED.values() for language in kind.languages}) >= 6
    assert len({kind.outlet for kind in SHIPPED.values()}) == len(SHIPPED)


@outlet
def test_what_is_declared_is_of_the_outlet(name: str) -> None:
    kind = SHIPPED[name]
    assert kind.__module__ == f"newscrawler.spiders.{name}"
    assert kind.feeds or kind.sitemaps or kind.sections
    assert len(set(addresses(kind))) == len(addresses(kind))
    for url in addresses(kind):
        assert url.startswith("https://"), url
        assert same_site(url, f"https://{kind.outlet}/"), f"{url} is not on {kind.outlet}"
        assert {field for _, field, _, _ in string.Formatter().parse(url) if field} <= {"category"}


@outlet
def test_names_are_those_of_the_standards(name: str) -> None:
    kind = SHIPPED[name]
    assert kind.time_zone is None or kind.time_zone in available_timezones()
    assert kind.languages
    assert all(re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", language) for language in kind.languages)
    assert kind.country is not None
    assert re.fullmatch(r"[A-Z]{2}", kind.country)
    assert {kind.expected_platform, *kind.comment_platforms} - {None} <= set(PLATFORMS)
    assert kind.looked_up is not None
    assert date.fromisoformat(kind.looked_up) >= date(2026, 11, 27)


@outlet
def test_the_docs_name_each_fact(name: str) -> None:
    kind, section = SHIPPED[name], section_of(name)
    # Whole addresses: one that is the beginning of another would be taken for named.
    named = set(re.findall(r"`(https://[^`]+)`", section))
    assert named == set(addresses(kind))
    assert kind.outlet in section
    assert ("**Never tried live" in section) is (kind.tried is None)
    assert f"zone `{kind.time_zone}`" in section if kind.time_zone else "zone unknown" in section
    platform = kind.expected_platform or next(iter(kind.comment_platforms), "own")
    assert f"| comments: {platform} |" in section
    assert f"| story `{kind.story_url}` |" in section.replace("\\|", "|") or not kind.story_url
    assert "| wire copy | " in section
    rows = re.findall(r"^\| (?!fact|---)(.+) \| (.+) \|$", section, re.MULTILINE)
    assert all(source.strip() for _, source in rows)


def test_the_docs_name_no_outlet_that_does_not_ship() -> None:
    assert set(re.findall(r"^### (\w+)$", GUIDE, re.MULTILINE)) == set(SHIPPED)


def test_every_pattern_has_an_example() -> None:
    assert {name for name, kind in SHIPPED.items() if kind.story_url} == set(EXAMPLES)


@pytest.mark.parametrize(("name", "url"), [(name, url) for name, urls in EXAMPLES.items() for url in urls])
def test_stories_are_taken(name: str, url: str) -> None:
    spider = SHIPPED[name]()
    assert spider._why_no_story(url) is None


@pytest.mark.parametrize(("name", "url"), [(name, url) for name, urls in OTHERS.items() for url in urls])
def test_lists_are_no_stories(name: str, url: str) -> None:
    spider = SHIPPED[name]()
    assert spider._why_no_story(url) == "no_story"
