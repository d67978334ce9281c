"""scrapyd's answers about jobs, with two additions: the node of a job, and its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrapyd import webservice
from twisted.web import error, http
from twisted.web.server import Request

from newscrawler.scrapyd.jobs import Job

__all__ = ["ListJobs", "Status"]


class ListJobs(webservice.ListJobs):
    """Jobs of all nodes, with scrapyd's fields and these:

    Pending: ``priority``, ``tries``, ``reason`` (of another attempt). Running: ``node``, ``tries``. Finished:
    ``node``, ``tries``, ``outcome`` (``finished``, ``failed``, ``cancelled``), ``exit_code``, ``signal``, ``reason``.
    """

    @webservice.param("project", required=False)
    def render_GET(self, txrequest: Request, project: str | None) -> dict[str, Any]:  # noqa: N802
        queues = self.root.poller.queues
        if project is not None and project not in queues:
            raise error.Error(code=http.OK, message=b"project '%b' not found" % project.encode())
        launcher = self.root.launcher
        return {
            "pending": [
                _pending(job) for name in (queues if project is None else [project]) for job in queues[name].jobs()
            ],
            "running": [
                {**self._shown(each), "pid": each.pid} for each in _of_project(launcher.processes.values(), project)
            ],
            "finished": [
                {**self._shown(each), "end_time": str(each.end_time), **_outcome(each.record)}
                for each in _of_project(launcher.finished, project)
            ],
        }

    def _shown(self, each: Any) -> dict[str, Any]:
        return {
            "id": each.job,
            "project": each.project,
            "spider": each.spider,
            "start_time": str(each.start_time),
            # Logs of this node only; the logs of another node are read there.
            "log_url": self.root.get_log_url(each),
            "items_url": self.root.get_item_url(each),
            "node": each.record.nodeName,
            "tries": each.record.tries,
        }


class Status(webservice.Status):
    """scrapyd's ``currstate``, with ``outcome``, ``exit_code``, ``signal`` and ``reason`` for an ended job."""

    @webservice.param("job")
    @webservice.param("project", required=False)
    def render_GET(self, txrequest: Request, job: str, project: str | None) -> dict[str, Any]:  # noqa: N802
        txrequest.args[b"job"] = [job.encode()]
        if project is not None:
            txrequest.args[b"project"] = [project.encode()]
        answer: dict[str, Any] = super().render_GET(txrequest)
        if answer["currstate"] == "finished":
            for each in self.root.launcher.finished:
                if each.job == job and project in (None, each.project):
                    return answer | _outcome(each.record)
        return answer


def _of_project(jobs: Iterable[Any], project: str | None) -> Iterator[Any]:
    return (each for each in jobs if project is None or each.project == project)


def _pending(job: Job) -> dict[str, Any]:
    return {
        "id": job.job,
        "project": job.project,
        "spider": job.spider,
        "version": job.version,
        "settings": job.settings,
        "args": job.args,
        "priority": job.priority,
        "tries": job.tries,
        "reason": job.reason,
    }


def _outcome(record: Job) -> dict[str, Any]:
    return {
        "outcome": record.state,
        "exit_code": record.exitCode,
        "signal": record.signal,
        "reason": record.reason,
    }
