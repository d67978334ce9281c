"""Page bytes or plain text → story fields. Pure functions: no I/O, no Scrapy."""

from newscrawler.extraction.html import Found, Selectors, extract_html
from newscrawler.extraction.textdump import DumpComment, TextDump, read_text_dump

__all__ = ["DumpComment", "Found", "Selectors", "TextDump", "extract_html", "read_text_dump"]
