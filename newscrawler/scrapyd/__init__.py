"""What scrapyd loads: N nodes that share one job queue, one history, one set of eggs and one list of schedules.

``application = newscrawler.scrapyd.app.application`` in scrapyd.conf turns all of it on. docs/jobs.md says what is
guaranteed when what dies.
"""
