"""Rights of clients: who they are, operating actions, sessions of browsers, and the gate in front of all routes."""

from newscrawler.serve.security.access import Access, OperatorLink
from newscrawler.serve.security.clients import Client, client, csrf_token, form
from newscrawler.serve.security.operating import audited, operating, posted
from newscrawler.serve.security.sessions import sign_in, sign_out

__all__ = [
    "Access",
    "Client",
    "OperatorLink",
    "audited",
    "client",
    "csrf_token",
    "form",
    "operating",
    "posted",
    "sign_in",
    "sign_out",
]
