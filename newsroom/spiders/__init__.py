"""Spiders of the newsroom's fictional outlets, which do not ship with newscrawler."""
