"""Saved input that is read instead of the network: WARC and WET files, folders of HTML, plain-text dumps."""

from newscrawler.extras import need

need("crawl", "warcio", "selectolax")

from newscrawler.archives.files import Archive, read_archive
from newscrawler.archives.records import BadRecord, Record

__all__ = ["Archive", "BadRecord", "Record", "read_archive"]
