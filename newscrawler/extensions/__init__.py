"""Scrapy extensions and other classes that settings name: stopping in time, logs, spider loading, memory."""
