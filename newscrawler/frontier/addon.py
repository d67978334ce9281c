"""One setting, ``FRONTIER = "shared"``, puts the shared frontier in the place of Scrapy's own scheduler."""

from __future__ import annotations

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

__all__ = ["FrontierAddon"]

_HOME = "newscrawler.frontier.scheduler"
_NEXT_TO_THE_ENGINE = 1
_LEAST_SHARE = 7 / 12
"""Of a lease: what is left of it after two renewals that failed and the margin between two clocks."""


class FrontierAddon:
    """Scrapy add-on: reads ``FRONTIER`` and sets what belongs to it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """With ``local`` nothing changes.

        :raises ValueError: the setting is neither, or a fetch may take longer than a lease allows
        """
        frontier = settings.get("FRONTIER")
        if frontier == "local":
            raise NotConfigured
        if frontier != "shared":
            raise ValueError(f"FRONTIER={frontier!r}: use local (one process) or shared (many, on MongoDB)")
        lease, timeout = settings.getfloat("FRONTIER_LEASE"), settings.getfloat("DOWNLOAD_TIMEOUT")
        if timeout > lease * _LEAST_SHARE:
            raise ValueError(
                f"FRONTIER_LEASE={lease:g} is too short for DOWNLOAD_TIMEOUT={timeout:g}: a host must stay ours while it "
                f"is fetched from; use FRONTIER_LEASE={timeout / _LEAST_SHARE:.0f} or more"
            )
        settings.set("SCHEDULER", f"{_HOME}.SharedScheduler", "addon")
        settings.set("DOWNLOADER", f"{_HOME}.LeasedDownloader", "addon")
        for name, watch in (("DOWNLOADER_MIDDLEWARES", "LeaseWatch"), ("SPIDER_MIDDLEWARES", "SpiderWatch")):
            settings.setdefault_in_component_priority_dict(name, load_object(f"{_HOME}.{watch}"), _NEXT_TO_THE_ENGINE)
