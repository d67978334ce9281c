"""scrapyd's egg storage on MongoDB: an egg deployed on one node is available on all nodes.

Every crawl imports this module before its egg is known, so the module must not import ``scrapyd.launcher``, which would
install another reactor than the crawl's.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from typing import IO

from pymongo.errors import DocumentTooLarge
from scrapyd.config import Config
from scrapyd.eggstorage import sorted_versions
from scrapyd.exceptions import DirectoryTraversalError, EggNotFoundError, ProjectNotFoundError, ScrapydError

from newscrawler.scrapyd import shared
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["EggTooLargeError", "MongoEggStorage"]

_MOST_BYTES = 16_000_000
"""Largest egg in bytes: a MongoDB document holds 16 MiB. The egg of newscrawler has 0.4 MB; a larger egg usually
contains its dependencies, which belong on the nodes."""


class EggTooLargeError(ScrapydError):
    """The egg does not fit into a MongoDB document."""


class MongoEggStorage:
    """An ``IEggStorage``: an egg is a document of ``eggs``, replaced as a whole when its version is deployed again."""

    def __init__(self, config: Config) -> None:
        self._eggs = shared.database()["eggs"]

    def put(self, eggfile: IO[bytes], project: str, version: str) -> None:
        if "/" in project:
            raise DirectoryTraversalError(project)
        egg = eggfile.read()
        if len(egg) > _MOST_BYTES:
            raise EggTooLargeError(
                f"the egg of {project} {version} has {len(egg):,} bytes, more than {_MOST_BYTES:,}: "
                "deploy it without --include-dependencies and install those on the nodes"
            )
        try:
            self._eggs.update_one(
                {"_id": f"{project}/{version}"},
                {
                    "$set": {
                        "schemaVersion": SCHEMA_VERSION,
                        "project": project,
                        "version": version,
                        "egg": egg,
                        "bytes": len(egg),
                        "sha256": hashlib.sha256(egg).hexdigest(),
                    },
                    "$currentDate": {"deployed": True},
                },
                upsert=True,
            )
        except DocumentTooLarge as error:
            raise EggTooLargeError(f"the egg of {project} {version}: {error}") from error

    def get(self, project: str, version: str | None = None) -> tuple[str, IO[bytes]] | tuple[None, None]:
        if version is None:
            versions = self.list(project)
            if not versions:
                return None, None
            version = versions[-1]
        stored = self._eggs.find_one({"_id": f"{project}/{version}"}, {"egg": 1})
        return (None, None) if stored is None else (version, BytesIO(stored["egg"]))

    def list_projects(self) -> Sequence[str]:
        return sorted(self._eggs.distinct("project"))

    def latest(self) -> dict[str, str]:
        """Return for each project the version that a job runs if it names none."""
        by_project: defaultdict[str, set[str]] = defaultdict(set)
        for egg in self._eggs.find({}, {"project": 1, "version": 1}):
            by_project[egg["project"]].add(egg["version"])
        return {project: sorted_versions(versions)[-1] for project, versions in sorted(by_project.items())}

    def list(self, project: str) -> Sequence[str]:
        versions: Sequence[str] = sorted_versions(self._eggs.distinct("version", {"project": project}))
        return versions

    def delete(self, project: str, version: str | None = None) -> None:
        if version is None:
            if not self._eggs.delete_many({"project": project}).deleted_count:
                raise ProjectNotFoundError
        elif not self._eggs.delete_one({"_id": f"{project}/{version}"}).deleted_count:
            raise EggNotFoundError
