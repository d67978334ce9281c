"""What each crawl did: its record in ``crawls`` while it runs, and the exit code that tells a script how it ended."""
