"""Stories and comments of plain text, which has no markup: WET records and text files."""

from newscrawler.textdumps.comments import DumpComment
from newscrawler.textdumps.story import TextDump, read_text_dump

__all__ = ["DumpComment", "TextDump", "read_text_dump"]
