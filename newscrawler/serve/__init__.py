"""The HTTP API and the dashboard: windows to the store. MongoDB is the only place where their state lives."""

from newscrawler.extras import need

need("serve", "starlette", "jinja2", "uvicorn", "python_multipart")
