"""One setting, ``FRONTIER = "shared"``, puts the shared frontier in the place of Scrapy's own scheduler."""

from __future__ import annotations

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

__all__ = ["FrontierAddon"]

_HOME = "newscrawler.frontier.scheduler"
_NEXT_TO_ENGINE = 1
_LEAST_SHARE = 7 / 12
"""Share of a lease that is left after two renewals that failed and the margin between two clocks."""


class FrontierAddon:
    """Scrapy add-on: reads ``FRONTIER`` and sets what belongs to it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Set scheduler, downloader and middlewares for ``shared``; change nothing for ``local``.

        :raises ValueError: when the setting is neither, or a fetch may take longer than a lease allows
        """
        frontier = settings.get("FRONTIER")
        if frontier == "local":
            raise NotConfigured
        if frontier != "shared":
            raise ValueError(f"FRONTIER={frontier!r}: use local (one process) or shared (many, on MongoDB)")
        lease, timeout = settings.getfloat("FRONTIER_LEASE"), settings.getfloat("DOWNLOAD_TIMEOUT")
        if timeout > lease * _LEAST_SHARE:
            raise ValueError(
                f"FRONTIER_LEASE={lease:g} is too short for DOWNLOAD_TIMEOUT={timeout:g}: a worker must own a host as "
                f"long as it fetches; use FRONTIER_LEASE={timeout / _LEAST_SHARE:.0f} or more"
            )
        settings.set("SCHEDULER", f"{_HOME}.SharedScheduler", "addon")
        settings.set("DOWNLOADER", f"{_HOME}.LeasedDownloader", "addon")
        for name, watch in (("DOWNLOADER_MIDDLEWARES", "LeaseWatch"), ("SPIDER_MIDDLEWARES", "SpiderWatch")):
            settings.setdefault_in_component_priority_dict(name, load_object(f"{_HOME}.{watch}"), _NEXT_TO_ENGINE)
