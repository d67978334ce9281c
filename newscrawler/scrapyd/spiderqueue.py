"""scrapyd's spider queue: the pending jobs of one project, shared by all nodes."""

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
    """``ISpiderQueue`` without ``pop``: :class:`newscrawler.scrapyd.poller.Poller` leases jobs instead."""

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

        :raises ValueError: an argument is a URL with a user name or password, which every node and consumer could read
        """
        for argument, value in spider_args.items():
            if has_userinfo(value):
                raise ValueError(
                    f"{argument} contains a user name or a password before the host; remove it from the URL"
                )
        self._jobs.add(
            self._project, name, job=_job, priority=priority, version=_version, settings=settings, args=spider_args
        )

    def jobs(self) -> Iterator[Job]:
        """Return the pending jobs in the order in which they will be leased."""
        return self._jobs.pending(self._project)

    def list(self) -> list[Message]:
        return [job.message for job in self.jobs()]

    def count(self) -> int:
        return self._jobs.count(self._project)

    def remove(self, func: Callable[[Message], bool]) -> int:
        """Cancel the pending jobs for which ``func`` is true; they stay on record. Return their number."""
        chosen = [job.id for job in self.jobs() if func(job.message)]
        return sum(self._jobs.cancel_pending(id, by=self._name) for id in chosen)

    def clear(self) -> None:
        self.remove(lambda _: True)
