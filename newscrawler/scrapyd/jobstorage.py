"""scrapyd's job storage: the ended jobs of all nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scrapyd.config import Config

from newscrawler.scrapyd import shared
from newscrawler.scrapyd.jobs import Job

__all__ = ["FinishedJob", "MongoJobStorage", "local_time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedJob:
    """Ended job in the form that scrapyd's pages show. Times are naive and in this machine's zone, as scrapyd's own."""

    project: str
    spider: str
    job: str
    start_time: datetime
    end_time: datetime
    record: Job


class MongoJobStorage:
    """``IJobStorage`` of the last ``finished_to_keep`` jobs; the collection keeps more (docs/jobs.md)."""

    def __init__(self, config: Config) -> None:
        self._jobs = shared.job_queue(config)
        self._shown = config.getint("finished_to_keep", 100)

    def add(self, job: object) -> None:
        """Do nothing: the launcher ends a job under its lease (:meth:`newscrawler.scrapyd.jobs.JobQueue.end`)."""

    def list(self) -> list[FinishedJob]:
        return list(self)

    def __len__(self) -> int:
        return self._jobs.count_over(self._shown)

    def __iter__(self) -> Iterator[FinishedJob]:
        for job in self._jobs.over(self._shown):
            assert job.started
            assert job.ended
            yield FinishedJob(
                project=job.project,
                spider=job.spider,
                job=job.job,
                start_time=local_time(job.started),
                end_time=local_time(job.ended),
                record=job,
            )


def local_time(at: datetime) -> datetime:
    """Return a naive time in this machine's zone, the form that scrapyd computes with."""
    return at.astimezone().replace(tzinfo=None)
