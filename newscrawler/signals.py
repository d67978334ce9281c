"""Signals of newscrawler, sent and received beside Scrapy's own through ``crawler.signals``."""

from __future__ import annotations

__all__ = ["item_stored", "story_left_out", "told_to_stop"]

item_stored = object()
"""An item other than comments is durable.

Arguments: ``item``, and ``outcome``, the :data:`~newscrawler.storage.Outcome` of the write. Sent by the MongoDB
pipeline.
"""

story_left_out = object()
"""A story was left out because it is older than ``-a since`` allows.

Argument: ``url``. Sent by the spider, possibly more than once for a story.
"""

told_to_stop = object()
"""The crawl was told to stop, by SIGTERM or Ctrl-C, and has ``STOP_SECONDS`` to end. Sent once, by the extension."""
