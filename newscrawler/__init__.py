"""newscrawler: wire stories and their comment sections, from syndication sites into MongoDB."""

__version__ = "0.1.0"
