"""``Text.of`` reads a document of the collection ``stories``."""

from newscrawler.clusters import Text
from tests.clusters.stories import NOON


def test_a_text_has_the_fields_of_its_story() -> None:
    document = {
        "_id": "k.0",
        "headline": "Ferry runs aground",
        "byline": None,
        "agency": "Reuters",
        "dateline": {"located": "HALVARD", "date": None},
        "inLanguage": "en",
        "datePublished": NOON,
        "datePublishedPrecision": "exact",
        "firstSeen": NOON,
        "body": ["One.", "Two."],
        "outlets": ["a.example", "b.example"],
        "lead": "https://b.example/1",
        "evidence": {"copies": [{"copy": "https://b.example/1", "outlet": "b.example"}]},
    }
    assert Text.of(document) == Text(
        id="k.0",
        outlet="b.example",
        headline="Ferry runs aground",
        agency="Reuters",
        dateline="HALVARD",
        language="en",
        published=NOON,
        precision="exact",
        firstSeen=NOON,
        paragraphs=("One.", "Two."),
    )


def test_a_story_without_optional_fields_is_a_text() -> None:
    assert Text.of({"_id": "k.0", "outlets": ["b.example", "a.example"]}) == Text(id="k.0", outlet="a.example")
