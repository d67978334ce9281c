"""scrapyd's spider queue: one project's pending jobs, shared by all nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scrapyd.config import Config

from newscrawler.scrapyd import shared
from newscrawler.scrapyd.jobs import Job
from newscrawler.scrapyd.node import node_name
from newscrawler.urls import has_userinfo

__all__ = ["MongoSpiderQueue"]

Message = dict[str, Any]


class MongoSpiderQueue:
    """An ``ISpiderQueue``. There is no ``pop``: :class:`newscrawler.scrapyd.poller.Poller` leases instead."""

    def __init__(self, config: Config, project: str) -> None:
        self._jobs = shared.job_queue(config)
        self._project = project
        self._name = node_name(config)

    def add(
        self,
        name: str,
        priority: float = 0.0,
        *,
        _job: str | None = None,
        _version: str | None = None,
        settings: dict[str, str] | None = None,
        **spider_args: str,
    ) -> None:
        """Queue a job.

        :raises ValueError: an argument is an address with a password, which every node and consumer would read
        """
        for argument, value in spider_args.items():
            if has_userinfo(value):
                raise ValueError(f"{argument} names a user or a password before its host: leave it out")
        self._jobs.add(
            self._project, name, job=_job, priority=priority, version=_version, settings=settings, args=spider_args
        )

    def jobs(self) -> Iterator[Job]:
        """The pending jobs, next first."""
        return self._jobs.pending(self._project)

    def list(self) -> list[Message]:
        return [job.message for job in self.jobs()]

    def count(self) -> int:
        return self._jobs.count(self._project)

    def remove(self, func: Callable[[Message], bool]) -> int:
        """Call off the pending jobs for which ``func`` is true; they stay on record as cancelled."""
        chosen = [job.id for job in self.jobs() if func(job.message)]
        return sum(self._jobs.cancel_pending(id, by=self._name) for id in chosen)

    def clear(self) -> None:
        self.remove(lambda _: True)
