"""scrapyd's launcher: starts the crawls of leased jobs, and shows the running jobs of all nodes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import PyMongoError
from scrapyd.config import Config
from scrapyd.interfaces import IEnvironment, IPoller
from scrapyd.launcher import Launcher as ScrapydLauncher
from scrapyd.launcher import ScrapyProcessProtocol, get_crawl_args
from twisted.internet import defer, threads
from twisted.internet import reactor as installed_reactor
from twisted.internet.error import ProcessExitedAlready
from twisted.logger import Logger
from twisted.python.components import Componentized
from twisted.python.failure import Failure

from newscrawler.printable import escaped
from newscrawler.scrapyd import exit_status, shared
from newscrawler.scrapyd.deadline import FD, DeadlinePipe
from newscrawler.scrapyd.jobs import AttemptResult, Job, JobQueue, Lease
from newscrawler.scrapyd.jobstorage import local_time
from newscrawler.scrapyd.lease_renewer import LeaseRenewer
from newscrawler.scrapyd.nodes import NodeRecord
from newscrawler.scrapyd.poller import LEASE, Poller

__all__ = ["Launcher"]

_log = Logger()

_RECORD_SECONDS = 20.0
"""Seconds for recording the last results when a node stops: longer than an election of MongoDB. Unrecorded leases end
by themselves."""

# Twisted's module delegates to the installed reactor.
reactor: Any = installed_reactor


class Launcher(ScrapydLauncher):
    """scrapyd's launcher, for jobs that are queued again unless they end."""

    def __init__(self, config: Config, app: Componentized) -> None:
        poller: Poller = app.getComponent(IPoller)
        self._crawls: dict[int, _Crawl] = {}
        self._jobs = shared.job_queue(config)
        self._lease_seconds = shared.lease_seconds(config)
        # Seconds for crawls to stop cleanly before they are killed when the node stops: less than systemd's 90 s.
        self._stop_seconds = shared.positive(config, "job_stop_wait", 60.0)
        self._node_name = poller.node_name
        super().__init__(config, app)
        self._node = NodeRecord(shared.database(), poller.node, poller.node_name, slots=self.max_proc)
        # A cancellation is noticed at a renewal, so renewals are as frequent as polls for new jobs.
        interval = min(shared.positive(config, "poll_interval", 5.0), self._lease_seconds / 6)
        self._renewer = LeaseRenewer(self._jobs, interval, self._node.beat)
        self._stopping = False

    @property
    def processes(self) -> _RunningJobs:
        """Running jobs of all nodes."""
        return _RunningJobs(
            self._jobs,
            self._node_name,
            lambda: {(each.lease.id, each.lease.token): each for each in self._crawls.values()},
        )

    @processes.setter
    def processes(self, _: dict[int, Any]) -> None:
        """Ignore the value that scrapyd's constructor sets."""

    def startService(self) -> None:  # noqa: N802 - as Twisted calls it
        self._renewer.start()
        super().startService()

    @defer.inlineCallbacks
    def stopService(self) -> Generator[defer.Deferred[Any], Any, None]:  # noqa: N802 - as Twisted calls it
        """Stop the crawls as Ctrl-C would; unfinished jobs are queued again."""
        self._stopping = True
        crawls = list(self._crawls.values())
        for crawl in crawls:
            crawl.signal("TERM")
        overdue = [reactor.callLater(self._stop_seconds, crawl.signal, "KILL") for crawl in crawls]
        for crawl, late in zip(crawls, overdue, strict=True):
            yield crawl.over
            if late.active():
                late.cancel()
        yield threads.deferToThread(self._close)

    def _close(self) -> None:
        self._renewer.close(timeout=_RECORD_SECONDS)
        with contextlib.suppress(PyMongoError):
            self._node.stop()

    def _spawn_process(self, message: dict[str, Any], slot: int) -> None:
        lease: Lease = message.pop(LEASE)
        try:
            self._start(lease, message, slot)
        except Exception as error:
            # For example no process, a full disk, or a job name that cannot be a file name. scrapyd would lose the
            # slot for good.
            _log.failure("job {id} cannot be started", id=lease.id)
            result = AttemptResult(kind="broken", reason=f"cannot be started: {type(error).__name__}: {error}")
            # If MongoDB does not accept this either, the lease ends by itself.
            with contextlib.suppress(PyMongoError):
                self._jobs.end(lease, result)
            self._get_message(slot)

    def _start(self, lease: Lease, message: dict[str, Any], slot: int) -> None:
        environment = self.app.getComponent(IEnvironment)
        message["settings"].update(environment.get_settings(message))
        # Not the argument _job: a client may choose that name, and choose it again for another crawl.
        message["settings"]["SCRAPYD_JOB"] = lease.id
        deadline_pipe = DeadlinePipe(self._lease_seconds)
        env = environment.get_environment(message, slot) | deadline_pipe.environment(lease.until)
        args = [sys.executable, "-m", self.runner, "crawl", *get_crawl_args(message)]
        crawl = _Crawl(lease, message["_project"], message["_spider"], message["_job"], env, args)
        try:
            reactor.spawnProcess(
                crawl, sys.executable, args=args, env=env, childFDs={0: "w", 1: "r", 2: "r", FD: deadline_pipe.reading}
            )
        except BaseException:
            deadline_pipe.close()
            raise
        finally:
            deadline_pipe.spawned()
        self._crawls[slot] = crawl
        self._renewer.hold(
            lease, deadline_pipe, crawl.pid, lambda signal, times: reactor.callFromThread(crawl.signal, signal, times)
        )
        crawl.over.addBoth(self._process_finished, slot)
        _log.debug("Process slot {slot} occupied", slot=slot)

    def _process_finished(self, _: Any, slot: int) -> None:
        crawl = self._crawls.pop(slot)
        self._renewer.ended(
            crawl.lease, exit_status.attempt_result(crawl.code, crawl.killed_by, node_stopping=self._stopping)
        )
        if not self._stopping:
            self._get_message(slot)


class _Crawl(ScrapyProcessProtocol):
    """Crawl process of this node."""

    def __init__(self, lease: Lease, *scrapyd_args: Any) -> None:
        super().__init__(*scrapyd_args)
        self.lease = lease
        self.code: int | None = None
        self.killed_by: int | None = None
        self.over: defer.Deferred[None] = defer.Deferred()
        self._signalled = 0

    def outReceived(self, data: bytes) -> None:  # noqa: N802 - as Twisted calls it
        self._tell("stdout", data)

    def errReceived(self, data: bytes) -> None:  # noqa: N802 - as Twisted calls it
        self._tell("stderr", data)

    def _tell(self, stream: str, data: bytes) -> None:
        """Log the process's output line by line as data; scrapyd would use it as a format string."""
        for line in data.decode("utf-8", "backslashreplace").splitlines():
            if line.strip():
                _log.info("{line}", line=escaped(line), log_system=f"Launcher,{self.pid}/{stream}")

    def processEnded(self, status: Failure) -> None:  # noqa: N802 - as Twisted calls it
        ended: Any = status.value
        self.code, self.killed_by = ended.exitCode, ended.signal
        super().processEnded(status)
        self.over.callback(None)

    def signal(self, signal: str, times: int | None = None) -> None:
        """Signal the process, unless it was already signalled for this cancellation.

        :param times: number of cancellations so far; None for a signal with another cause
        """
        if times is not None:
            if times <= self._signalled:
                return
            self._signalled = times
        with contextlib.suppress(ProcessExitedAlready):
            self.transport.signalProcess(int(signal) if signal.isdigit() else signal)


class _RunningJobs:
    """Mapping of running jobs, in the form that scrapyd's web services expect of ``launcher.processes``."""

    def __init__(self, jobs: JobQueue, node_name: str, crawls: Any) -> None:
        self._jobs = jobs
        self._node_name = node_name
        self._crawls = crawls

    def __len__(self) -> int:
        return len(self.values())

    def values(self) -> list[_RunningJob]:
        here = self._crawls()
        return [
            _RunningJob(job, self._jobs, self._node_name, here.get((job.id, job.token))) for job in self._jobs.running()
        ]


@dataclass(frozen=True, slots=True)
class _RunningJob:
    """Running job in the form that scrapyd's pages show. Its ``transport`` signals the crawl on any node."""

    record: Job
    jobs: JobQueue
    node_name: str
    here: _Crawl | None

    @property
    def project(self) -> str:
        return self.record.project

    @property
    def spider(self) -> str:
        return self.record.spider

    @property
    def job(self) -> str:
        return self.record.job

    @property
    def pid(self) -> int | None:
        """Process id on the job's node."""
        return self.record.pid if self.here is None else self.here.pid

    @property
    def start_time(self) -> datetime:
        assert self.record.started
        return local_time(self.record.started)

    @property
    def transport(self) -> _RunningJob:
        return self

    def signalProcess(self, signal: str | int) -> None:  # noqa: N802 - as Twisted calls it
        """Cancel the job. Its node signals the crawl: this node at once, another node at its next renewal."""
        times = self.jobs.mark_cancelled(self.record.id, self.record.token, signal=signal, by=self.node_name)
        if times is not None and self.here is not None:
            self.here.signal(str(signal), times)
