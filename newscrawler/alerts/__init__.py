"""What an operator is told: rules over run records, jobs, nodes and the frontier, and a webhook that is told once."""

from newscrawler.extras import need

need("crawl", "urllib3")
