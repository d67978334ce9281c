"""Sender of a request, as the gate found out, and the forms that pages of ours send."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request

from newscrawler.storage.tokens import Role

__all__ = ["COOKIE", "NOBODY", "Client", "client", "csrf_token", "form", "know", "read_form"]

COOKIE = "newscrawler_session"

_CLIENT: Final = "newscrawler.client"
_FORM: Final = "newscrawler.form"
"""Keys of the request's scope."""

_MOST_FIELDS = 100
"""Fields of a form. The longest of the dashboard has ten."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Client:
    """Sender of a request."""

    name: str
    """Name of its token, ``operator link``, ``anonymous``, or ``nobody``."""
    role: Role | None
    """None: it may see the sign-in page and nothing else."""
    token: str | None = None
    """Id of its token. None: it has none, or came by the operator link."""
    session: str | None = field(default=None, repr=False)
    """Secret of its cookie. None: it is no browser that signed in."""

    @property
    def may_operate(self) -> bool:
        """Whether it may do what changes something."""
        return self.role == "operate"


NOBODY: Final = Client("nobody", None)


def client(request: Request) -> Client:
    """Return the sender of a request."""
    found: Client = request.scope.get(_CLIENT, NOBODY)
    return found


def know(request: Request, who: Client) -> None:
    """Note the sender of a request, for :func:`client`."""
    request.scope[_CLIENT] = who


def csrf_token(request: Request) -> str:
    """Return the value that a form of ours sends in ``csrf``, or htmx in ``X-CSRF-Token``.

    It is made from the session, so that it needs no store, and the session cannot be made from it. Empty for a client
    without a session.
    """
    session = client(request).session
    if session is None:
        return ""
    return hmac.new(session.encode(), b"newscrawler csrf", hashlib.sha256).hexdigest()


def form(request: Request) -> Mapping[str, str]:
    """Return the fields of the form that a decorated endpoint was sent; of a repeated field the last value."""
    found: Mapping[str, str] = request.scope.get(_FORM, {})
    return found


async def read_form(request: Request) -> None:
    """Read the form of a request, for :func:`form`. Files are left out: no form of ours has one."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() not in _FORMS:
        return
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as sent:
        request.scope[_FORM] = {name: value for name, value in sent.multi_items() if not isinstance(value, UploadFile)}
