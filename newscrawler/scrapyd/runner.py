"""Crawl process that scrapyd starts: fetches the job's egg and runs Scrapy with its code.

Differences from ``scrapyd.runner``: the crawl watches its lease's deadline; a missing egg is an error, and code on
the node is not run in its place; the egg's ``newscrawler`` is used although the node's own has fetched the egg; a
crawl that a signal stopped is not reported as finished.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydispatch import dispatcher
from scrapyd.config import Config
from scrapyd.exceptions import ScrapydError
from scrapyd.runner import activate_egg

from newscrawler.scrapyd.deadline import watch_from_environment
from newscrawler.scrapyd.eggstorage import MongoEggStorage
from newscrawler.scrapyd.exit_status import INTERRUPTED

__all__ = ["main"]


def main() -> None:
    """Run ``scrapy`` with this process's arguments and the project that the environment names."""
    watch_from_environment()
    try:
        with _project(os.environ["SCRAPY_PROJECT"], os.environ.get("SCRAPYD_EGG_VERSION")):
            _scrapy()
    except ScrapydError as error:
        sys.exit(f"crawl: {error}")


@contextmanager
def _project(project: str, version: str | None) -> Iterator[None]:
    config = Config()
    _, egg = MongoEggStorage(config).get(project, version)
    if egg is None:
        if version is None and project in dict(config.items("settings", default=[])):
            yield
            return
        wanted = f"version {version} of project {project}" if version else f"project {project}"
        print(f"crawl: {wanted} has no egg; deploy it with scrapyd-client", file=sys.stderr)
        sys.exit(2)
    # Python reads modules from the file as long as the crawl runs.
    with tempfile.NamedTemporaryFile(prefix=f"{project}-", suffix=".egg", delete=False) as file:
        file.write(egg.read())
    try:
        # scrapyd would use the node's settings module in place of the egg's.
        os.environ.pop("SCRAPY_SETTINGS_MODULE", None)
        activate_egg(file.name)
        _forget_our_code()
        yield
    finally:
        Path(file.name).unlink(missing_ok=True)


def _forget_our_code() -> None:
    """Forget the node's modules, which fetched the egg, so that the crawl imports the egg's."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "newscrawler"]:
        del sys.modules[name]


def _scrapy() -> None:
    from scrapy import signals
    from scrapy.cmdline import execute

    reasons: list[str] = []

    def closed(reason: str) -> None:
        reasons.append(reason)

    dispatcher.connect(closed, signal=signals.spider_closed, sender=dispatcher.Any)
    try:
        execute()
    except SystemExit as ended:
        if not ended.code and "shutdown" in reasons:
            sys.exit(INTERRUPTED)
        raise


if __name__ == "__main__":
    main()
