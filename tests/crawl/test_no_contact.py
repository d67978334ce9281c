"""A crawl that outlets cannot trace to anybody says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.crawls import Crawls

# The guard refuses it: nothing is asked.
NOWHERE = "url=http://127.0.0.1:9/"
SAYS = "no contact is set: outlets cannot reach you; set NEWSCRAWLER_CONTACT to a mail address or a page"


@pytest.mark.live
@pytest.mark.parametrize(
    ("contact", "hosts", "times"),
    [("", {}, 1), ("desk@example.com", {}, 0), ("", {"plainpress.example": "127.0.0.1:9"}, 0)],
    ids=["no contact", "a contact", "a host map"],
)
def test_a_crawl_of_the_network_without_a_contact_warns_once(
    database: Database[dict[str, Any]],
    mongo_uri: str,
    tmp_path: Path,
    contact: str,
    hosts: dict[str, str],
    times: int,
) -> None:
    crawls = Crawls(database, mongo_uri, tmp_path, hosts)
    # 4: the crawl found no stories.
    log = crawls.run("crawl", "outlet", "-a", NOWHERE, code=4, CONTACT=contact)
    assert log.count(f"WARNING: {SAYS}") == times
