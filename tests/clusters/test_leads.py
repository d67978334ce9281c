"""The lead of a cluster is nearest to what the agency sent."""

import itertools

from newscrawler.clusters import Text, derive, link
from tests.clusters.stories import later, prose, text

WIRE = prose(50, 10)


def lead(*texts: Text) -> str:
    links = [found for a, b in itertools.combinations(texts, 2) if (found := link(a, b))]
    [cluster] = derive(texts, links, ())
    assert len(cluster.stories) == len(texts)
    return cluster.lead


def test_the_agency_s_own_outlet_leads_however_late_it_is() -> None:
    own = text("c", WIRE, outlet="apnews.com", agency="AP", firstSeen=later(9))
    assert lead(text("a", WIRE, agency="AP"), text("b", WIRE), own) == "c"


def test_an_outlet_whose_name_holds_the_letters_of_an_agency_is_not_the_agency_s() -> None:
    assert lead(text("a", WIRE, agency="AP"), text("b", WIRE, outlet="japantoday.example", agency="AP")) == "a"


def test_a_text_that_names_the_agency_goes_before_a_longer_one_that_does_not() -> None:
    assert lead(text("a", WIRE), text("b", WIRE[:8], agency="AP")) == "b"


def test_the_agency_is_the_one_that_most_stories_name() -> None:
    assert lead(text("a", WIRE, agency="AFP"), text("b", WIRE, agency="AP"), text("c", WIRE[:9], agency="AP")) == "b"


def test_the_complete_text_goes_before_an_earlier_excerpt() -> None:
    texts = [text("a", WIRE[:4]), text("b", WIRE, firstSeen=later(1)), text("c", WIRE, firstSeen=later(2))]
    assert lead(*texts) == "b"


def test_own_paragraphs_make_a_text_no_more_complete() -> None:
    assert lead(text("a", WIRE), text("b", (*WIRE[:7], *prose(51, 5)))) == "a"


def test_of_two_complete_texts_the_earlier_leads_and_publication_counts_before_the_visit() -> None:
    early = text("b", WIRE, published=later(-3), precision="exact", firstSeen=later(8))
    assert lead(text("a", WIRE), early) == "b"
