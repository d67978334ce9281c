"""newscrawler: wire stories and their comment sections, from syndication sites into MongoDB."""

from newscrawler.renamed import find_former_modules

find_former_modules()

__version__ = "0.1.0"
