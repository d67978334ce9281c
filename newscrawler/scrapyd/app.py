"""scrapyd's application, with everything that nodes share on MongoDB.

One line of scrapyd.conf, ``application = newscrawler.scrapyd.app.application``, turns it on; the components follow from
it, because a queue on MongoDB beside a launcher that knows no leases would lose jobs.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrapyd.app import application as scrapyd_application
from scrapyd.config import Config
from scrapyd.interfaces import ISpiderScheduler
from twisted.python.components import Componentized

from newscrawler.scrapyd import shared
from newscrawler.scrapyd.exposure import refuse_exposure
from newscrawler.scrapyd.poller import Scheduler

__all__ = ["application"]

_COMPONENTS = {
    "spiderqueue": "newscrawler.scrapyd.spiderqueue.MongoSpiderQueue",
    "poller": "newscrawler.scrapyd.poller.Poller",
    "launcher": "newscrawler.scrapyd.launcher.Launcher",
    "runner": "newscrawler.scrapyd.runner",
    "eggstorage": "newscrawler.scrapyd.eggstorage.MongoEggStorage",
    "jobstorage": "newscrawler.scrapyd.jobstorage.MongoJobStorage",
}

_SERVICES = {
    "listjobs.json": "newscrawler.scrapyd.webservice.ListJobs",
    "status.json": "newscrawler.scrapyd.webservice.Status",
}


def application(config: Config) -> Componentized:
    """What scrapyd runs.

    :raises ConfigError: MONGODB_URI is not set or cannot be used, or scrapyd would be open to others without a password;
        scrapyd prints the message and ends
    """
    refuse_exposure(config, os.environ)
    shared.database()
    # Crawls run code out of an egg, beside which nothing can be written; their spool must outlive them
    os.environ.setdefault("NEWSCRAWLER_VAR", str(Path("var").resolve()))
    for option, path in _COMPONENTS.items():
        config.cp.set(Config.SECTION, option, path)
    for service, path in _SERVICES.items():
        config.cp.set("services", service, path)
    app: Componentized = scrapyd_application(config)
    app.setComponent(ISpiderScheduler, Scheduler(config))
    return app
