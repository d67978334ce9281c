"""scrapyd's application, with everything that nodes share on MongoDB.

One line of scrapyd.conf, ``application = newscrawler.scrapyd.app.application``, turns it on. It chooses the
components itself, because a queue on MongoDB with a launcher that knows no leases would lose jobs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from scrapy.utils.conf import closest_scrapy_cfg
from scrapyd.app import application as scrapyd_application
from scrapyd.config import Config
from scrapyd.exceptions import ConfigError
from scrapyd.interfaces import ISpiderScheduler
from twisted.application.service import IServiceCollection, Service
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from twisted.logger import Logger
from twisted.python.components import Componentized
from twisted.web.server import Site

from newscrawler.feed.hosting import SequencerThread, keep_days
from newscrawler.printable import EscapingStream, make_records_printable
from newscrawler.scrapyd import shared
from newscrawler.scrapyd.credentials import Credentials, configured, kept_or_made
from newscrawler.scrapyd.exposure import refuse_exposure
from newscrawler.scrapyd.firing import FiringThread
from newscrawler.scrapyd.guard import Guard, allowed_hosts
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
    """Return the application that scrapyd runs.

    :raises ConfigError: MONGODB_URI is not set or cannot be used, or anybody could run code on this node; scrapyd
        prints the message and ends
    """
    make_records_printable()
    # Logs contain comments of readers. Crawls inherit the mask.
    os.umask(0o077)
    # twistd writes its log to standard output unless it is given a file; it indents further lines of a record itself.
    sys.stdout = EscapingStream.around(sys.stdout)
    refuse_exposure(config, os.environ)
    # Crawls run code of an egg in a temporary directory; their spool must be elsewhere, to outlive them.
    var_dir = Path(os.environ.setdefault("NEWSCRAWLER_VAR", str(_var_dir())))
    credentials = configured(config, os.environ) or kept_or_made(var_dir)
    try:
        keep_days()
        prepare(shared.database())
    except (StorageError, ValueError) as error:
        raise ConfigError(str(error)) from error
    for option, path in _COMPONENTS.items():
        config.cp.set(Config.SECTION, option, path)
    for service, path in _SERVICES.items():
        config.cp.set("services", service, path)
    _ask_for(credentials, config)
    app: Componentized = scrapyd_application(config)
    _guard(app, credentials, config)
    app.setComponent(ISpiderScheduler, Scheduler(config))
    _Schedules(config).setServiceParent(app)
    _Feed().setServiceParent(app)
    return app


def _var_dir() -> Path:
    """Return ``var`` in the project's folder if scrapyd was started in or below it, otherwise in the working
    directory.
    """
    project = closest_scrapy_cfg()
    return (Path(project).parent if project else Path()).resolve() / "var"


def _ask_for(credentials: Credentials, config: Config) -> None:
    """Set the same password for scrapyd's own authentication, as a second check behind the guard.

    The password is removed from the environment, because every crawl inherits it and runs the code that was deployed.
    """
    for option, value in (("username", credentials.username), ("password", credentials.password)):
        config.cp.set(Config.SECTION, option, value.replace("%", "%%"))
        os.environ.pop(f"SCRAPYD_{option.upper()}", None)


def _guard(app: Componentized, credentials: Credentials, config: Config) -> None:
    """Put the guard in front of everything that scrapyd serves, on TCP and on a Unix socket."""
    services: Any = IServiceCollection(app)
    sites = {
        argument for service in services for argument in getattr(service, "args", ()) if isinstance(argument, Site)
    }
    if not sites:
        raise ConfigError("no web server of scrapyd was found to guard: install scrapyd 1.6 (requirements.txt)")
    for site in sites:
        site.resource = Guard(site.resource, credentials, allowed_hosts(config, os.environ))


def _say(line: str) -> None:
    _log.info("{line}", line=line)


class _Threaded(Service):
    """Service that is a thread of its own."""

    def __init__(self, thread: FiringThread | SequencerThread) -> None:
        self._thread = thread

    def startService(self) -> None:  # noqa: N802 - as Twisted calls it
        super().startService()
        self._thread.start()

    def stopService(self) -> Deferred[None]:  # noqa: N802 - as Twisted calls it
        super().stopService()
        return deferToThread(self._thread.close)


class _Schedules(_Threaded):
    """Fires schedules on every node, so that no single machine's death stops them."""

    name = "schedules"

    def __init__(self, config: Config) -> None:
        super().__init__(FiringThread(shared.database(), shared.job_queue(config), _say))


class _Feed(_Threaded):
    """Offers a sequencer of the change feed on every node: one of them works, and any other takes over."""

    name = "feed"

    def __init__(self) -> None:
        super().__init__(SequencerThread(shared.database(), _say))
