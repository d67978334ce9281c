"""scrapyd's application, with everything that nodes share on MongoDB.

One line of scrapyd.conf, ``application = newscrawler.scrapyd.app.application``, turns it on; the components follow from
it, because a queue on MongoDB beside a launcher that knows no leases would lose jobs.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrapyd.app import application as scrapyd_application
from scrapyd.config import Config
from scrapyd.exceptions import ConfigError
from scrapyd.interfaces import ISpiderScheduler
from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from twisted.logger import Logger
from twisted.python.components import Componentized

from newscrawler.scrapyd import shared
from newscrawler.scrapyd.exposure import refuse_exposure
from newscrawler.scrapyd.firing import FiringThread
from newscrawler.scrapyd.poller import Scheduler
from newscrawler.storage import StorageError, prepare

__all__ = ["application"]

_log = Logger()

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

    :raises ConfigError: MONGODB_URI is not set or cannot be used, or anybody could run code here; scrapyd prints the
        message and ends
    """
    refuse_exposure(config, os.environ)
    try:
        prepare(shared.database())
    except StorageError as error:
        raise ConfigError(str(error)) from error
    # Crawls run code out of an egg, beside which nothing can be written; their spool must outlive them
    os.environ.setdefault("NEWSCRAWLER_VAR", str(Path("var").resolve()))
    for option, path in _COMPONENTS.items():
        config.cp.set(Config.SECTION, option, path)
    for service, path in _SERVICES.items():
        config.cp.set("services", service, path)
    app: Componentized = scrapyd_application(config)
    app.setComponent(ISpiderScheduler, Scheduler(config))
    _Schedules(config).setServiceParent(app)
    return app


class _Schedules(Service):
    """Every node fires schedules: there is no machine whose death stops them."""

    name = "schedules"

    def __init__(self, config: Config) -> None:
        self._thread = FiringThread(
            shared.database(), shared.job_queue(config), lambda line: _log.info("{line}", line=line)
        )

    def startService(self) -> None:  # noqa: N802 - as Twisted calls it
        super().startService()
        self._thread.start()

    def stopService(self) -> Deferred[None]:  # noqa: N802 - as Twisted calls it
        super().stopService()
        return deferToThread(self._thread.close)
