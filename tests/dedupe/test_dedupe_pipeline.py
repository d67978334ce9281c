from datetime import UTC, datetime

from newscrawler.dedupe import body_signature, story_key
from newscrawler.items import Copy, Unchanged
from newscrawler.pipelines.dedupe import DedupePipeline

NOW = datetime(2031, 3, 3, tzinfo=UTC)


def test_a_copy_gets_its_key_and_signature() -> None:
    body = ["The ferry ran aground on the reef north of the harbor shortly after midnight, the coast guard said."] * 6
    item = Copy(
        url="https://a.example/1",
        outlet="a.example",
        retrieved=NOW,
        headline="Ferry aground",
        byline="Mara Quill",
        body=body,
    )
    assert DedupePipeline().process_item(item) is item
    assert item.key == story_key("Ferry aground", "Mara Quill")
    assert item.signature == body_signature(body) is not None


def test_other_items_pass_untouched() -> None:
    item = Unchanged(kind="copy", id="https://a.example/1", retrieved=NOW)
    assert DedupePipeline().process_item(item) is item
