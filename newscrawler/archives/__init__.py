"""Saved input: WARC and WET records, gzip members, pages and texts in folders."""
