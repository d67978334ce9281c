"""The one connection of a scrapyd process to the store, and what scrapyd.conf says about jobs."""

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
    """The database that the environment names.

    :raises ConfigError: MONGODB_URI is not set, or its server cannot be used; scrapyd ends with the message
    """
    uri = os.environ.get("MONGODB_URI")
    if not uri:
        raise ConfigError(
            "MONGODB_URI is not set: scrapyd's nodes share one MongoDB and never start one of their own; "
            "set it to your replica set, e.g. MONGODB_URI=mongodb://host1,host2,host3/?replicaSet=newscrawler"
        )
    try:
        return connect(uri)[os.environ.get("MONGODB_DATABASE", "newscrawler")]
    except StorageError as error:
        raise ConfigError(str(error)) from error


def job_queue(config: Config) -> JobQueue:
    """The jobs, with the limits of scrapyd.conf: ``job_lease``, ``job_tries``, ``job_retry_delay``."""
    limits = TryLimits(
        tries=round(positive(config, "job_tries", TryLimits.tries)),
        delay=positive(config, "job_retry_delay", TryLimits.delay),
    )
    return JobQueue(database(), lease=lease_seconds(config), limits=limits)


def lease_seconds(config: Config) -> float:
    """Seconds that a node may be silent before others take its jobs.

    A minute: longer than an election of MongoDB (12 s) or a machine that swaps, and short beside a crawl.
    """
    return positive(config, "job_lease", 60.0)


def positive(config: Config, option: str, default: float) -> float:
    """A number of scrapyd.conf.

    :raises ConfigError: naming the option
    """
    given = config.get(option, str(default))
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    if number <= 0:
        raise ConfigError(f"scrapyd.conf: {option} = {given} is not a number above 0")
    return number
