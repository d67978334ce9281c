"""One reader of dates and times for stories, comments, feeds, archives and text dumps."""
