"""scrapyd's poller: leases the next jobs for this node, and lists the projects of all nodes."""

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
"""Key of a polled job's message that holds its lease."""

_log = Logger()


class Projects:
    """Projects that can be scheduled: those deployed on any node, and those of this node's scrapy.cfg."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._eggs = MongoEggStorage(config)
        self._local = [project for project, _ in config.items("settings", default=[])]
        self._latest: dict[str, str] = {}

    def queues(self) -> Mapping[str, MongoSpiderQueue]:
        """Return the queue of each current project, by name."""
        latest = self._eggs.latest()
        for project in self._latest.keys() | latest.keys():
            # scrapyd caches the spiders of "the latest version", which may be another version now.
            if self._latest.get(project) != latest.get(project):
                spider_list.delete(project)
        self._latest = latest
        return {project: MongoSpiderQueue(self._config, project) for project in [*latest, *self._local]}


class Scheduler(SpiderScheduler):
    """scrapyd's scheduler, which knows a project as soon as it is deployed on any node."""

    def __init__(self, config: Config) -> None:
        self._projects = Projects(config)

    @property
    def queues(self) -> Mapping[str, MongoSpiderQueue]:
        return self._projects.queues()

    def update_projects(self) -> None:
        """Do nothing: projects are looked up whenever they are needed."""


class Poller:
    """``IPoller`` that leases jobs, highest priority first across all projects."""

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
        """Do nothing: projects are looked up whenever they are needed."""

    def next(self) -> Deferred[dict[str, object]]:
        return self._slots.get()

    def poll(self) -> None:
        """Queue the jobs of dead nodes again, and fill the free slots of this node.

        Never raises: an exception would stop scrapyd's timer.
        """
        try:
            for id, state in self._jobs.reclaim():
                _log.warn("job {id}: its node died or lost its connection; now {state}", id=id, state=state)
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
