"""Stored stories as files for other tools: a folder of day partitions with a manifest and a dataset card."""

from __future__ import annotations

from newscrawler.export.exporting import Day, Export, Request, export
from newscrawler.export.manifest import ExportError

__all__ = ["Day", "Export", "ExportError", "Request", "export"]
