"""Components that scrapyd loads: nodes that share one job queue, one history, one set of eggs and one list of
schedules.

``application = newscrawler.scrapyd.app.application`` in scrapyd.conf turns all of them on. docs/jobs.md lists the
guarantees for each process or machine that can die.
"""
