"""Connection of a scrapyd process to the store, and the options of scrapyd.conf about jobs."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from pymongo.database import Database
from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

from newscrawler.scrapyd.jobs import JobQueue, TryLimits
from newscrawler.storage import StorageError, connect

__all__ = ["database", "job_queue", "lease_seconds", "positive"]


@cache
def database() -> Database[dict[str, Any]]:
    """Return the database that the environment names. The connection is made once.

    :raises ConfigError: MONGODB_URI is not set, or its server cannot be used; scrapyd prints the message and ends
    """
    uri = os.environ.get("MONGODB_URI")
    if not uri:
        raise ConfigError(
            "MONGODB_URI is not set: scrapyd's nodes share one MongoDB and never start a local one; "
            "set it to your replica set, e.g. MONGODB_URI=mongodb://host1,host2,host3/?replicaSet=newscrawler"
        )
    try:
        return connect(uri)[os.environ.get("MONGODB_DATABASE", "newscrawler")]
    except StorageError as error:
        raise ConfigError(str(error)) from error


def job_queue(config: Config) -> JobQueue:
    """Return the job queue with the limits of scrapyd.conf: ``job_lease``, ``job_tries``, ``job_retry_delay``."""
    limits = TryLimits(
        tries=round(positive(config, "job_tries", TryLimits.tries)),
        delay=positive(config, "job_retry_delay", TryLimits.delay),
    )
    return JobQueue(database(), lease=lease_seconds(config), limits=limits)


def lease_seconds(config: Config) -> float:
    """Return the seconds without a renewal after which other nodes take over a node's jobs.

    The default is a minute: longer than an election of MongoDB (12 s) or a pause of a machine that swaps, and short
    compared with a crawl.
    """
    return positive(config, "job_lease", 60.0)


def positive(config: Config, option: str, default: float) -> float:
    """Return a number of scrapyd.conf.

    :raises ConfigError: the value is not a number above 0; the message names the option
    """
    given = config.get(option, str(default))
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    if number <= 0:
        raise ConfigError(f"scrapyd.conf: {option} = {given} is not a number above 0")
    return number
