"""Which jobs this node runs next, and which projects there are on all of them."""

from __future__ import annotations

from collections.abc import Mapping

from scrapyd.config import Config
from scrapyd.scheduler import SpiderScheduler
from scrapyd.webservice import spider_list
from twisted.internet.defer import Deferred, DeferredQueue
from twisted.logger import Logger

from newscrawler.scrapyd import shared
from newscrawler.scrapyd.eggstorage import MongoEggStorage
from newscrawler.scrapyd.node import new_node_id, node_name
from newscrawler.scrapyd.spiderqueue import MongoSpiderQueue

__all__ = ["LEASE", "Poller", "Scheduler"]

LEASE = "_lease"
"""Where a job that was polled carries its lease."""

_log = Logger()


class Projects:
    """The projects that can be scheduled: those deployed on any node, and those of scrapy.cfg here."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._eggs = MongoEggStorage(config)
        self._local = [project for project, _ in config.items("settings", default=[])]
        self._latest: dict[str, str] = {}

    def queues(self) -> Mapping[str, MongoSpiderQueue]:
        """A queue for each project, as of now."""
        latest = self._eggs.latest()
        for project in self._latest.keys() | latest.keys():
            # scrapyd remembers the spiders of "the latest version", whichever that was when it looked
            if self._latest.get(project) != latest.get(project):
                spider_list.delete(project)
        self._latest = latest
        return {project: MongoSpiderQueue(self._config, project) for project in [*latest, *self._local]}


class Scheduler(SpiderScheduler):
    """scrapyd's scheduler, which sees a project as soon as any node has it."""

    def __init__(self, config: Config) -> None:
        self._projects = Projects(config)

    @property
    def queues(self) -> Mapping[str, MongoSpiderQueue]:
        return self._projects.queues()

    def update_projects(self) -> None:
        """Nothing: they are looked up whenever they are asked for."""


class Poller:
    """An ``IPoller`` that leases jobs, highest priority first over all projects."""

    def __init__(self, config: Config) -> None:
        self.node = new_node_id(config)
        self.node_name = node_name(config)
        self._jobs = shared.job_queue(config)
        self._projects = Projects(config)
        self._slots: DeferredQueue[dict[str, object]] = DeferredQueue()

    @property
    def queues(self) -> Mapping[str, MongoSpiderQueue]:
        return self._projects.queues()

    def update_projects(self) -> None:
        """Nothing: they are looked up whenever they are asked for."""

    def next(self) -> Deferred[dict[str, object]]:
        return self._slots.get()

    def poll(self) -> None:
        """Take back what dead nodes left, and fill the free slots.

        Never raises: scrapyd's timer would end with it.
        """
        try:
            for id, state in self._jobs.reclaim():
                _log.warn("job {id}: its node died or lost touch; now {state}", id=id, state=state)
            projects = list(self.queues) if self._slots.waiting else []
            while self._slots.waiting:
                taken = self._jobs.take(self.node, self.node_name, projects)
                if taken is None:
                    return
                lease, job = taken
                message = job.message
                spider = message.pop("name")
                self._slots.put({**message, "_project": job.project, "_spider": spider, LEASE: lease})
        except Exception as error:
            _log.error("cannot poll for jobs: {kind}: {error}", kind=type(error).__name__, error=error)
