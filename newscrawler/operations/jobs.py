"""Jobs of the scrapyd nodes: cancelled from anywhere, through MongoDB, as a node does for a job of another node."""

from __future__ import annotations

from typing import Any, Literal

from pymongo.database import Database

from newscrawler.scrapyd.jobs import Job, JobQueue

__all__ = ["NoSuchJobError", "cancel"]

_TRIES = 3
"""A job that starts or is given to another node between reading and writing has changed; it is read again."""


class NoSuchJobError(LookupError):
    """No job has this id, or it is over; the message says which."""


def cancel(database: Database[dict[str, Any]], id: str, by: str) -> Literal["cancelled", "asked"]:
    """Cancel a job: a pending one at once; of a running one its node is asked, which signals the crawl at its next
    renewal. A second request kills the crawl.

    :param id: ``_id`` of the job
    :param by: the person who cancels
    :returns: ``cancelled``, or ``asked`` where a node has to do it
    :raises NoSuchJobError: there is no such job, or it is over
    """
    queue = JobQueue(database)
    for _ in range(_TRIES):
        stored = database["jobs"].find_one({"_id": id})
        if stored is None:
            raise NoSuchJobError(f"there is no job {id!r}")
        job = Job.of(stored)
        if job.state == "pending" and queue.cancel_pending(id, by):
            return "cancelled"
        if job.state == "running" and queue.mark_cancelled(id, job.token, signal="TERM", by=by) is not None:
            return "asked"
        if job.state not in ("pending", "running"):
            raise NoSuchJobError(f"the job {id!r} is over: {job.state}")
    raise NoSuchJobError(f"the job {id!r} changes at this moment; try again")
