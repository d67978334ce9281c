"""Pages of the dashboard as a test reads them: text, links and forms, over real HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

import urllib3
from lxml import html
from lxml.html import HtmlElement

from newscrawler.serve.security import Access, OperatorLink
from tests.support.serving import Served

__all__ = ["Browsing", "access_with_link", "read", "signed_in"]


def access_with_link() -> Access:
    return Access(requests_per_minute=1_000_000, link=OperatorLink())


@dataclass
class Read:
    """An answer and its document."""

    status: int
    tree: HtmlElement
    headers: urllib3.HTTPHeaderDict

    @property
    def text(self) -> str:
        """What a reader sees, white space collapsed."""
        return _text(self.tree.cssselect("main")[0])

    def texts(self, css: str) -> list[str]:
        return [_text(each) for each in self.tree.cssselect(css)]

    def links(self, css: str = "main a") -> list[str]:
        return [each.get("href") for each in self.tree.cssselect(css)]

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form with this address, as they are sent."""
        (form,) = [each for each in self.tree.cssselect("form[method=post]") if each.get("action") == action]
        return {each.get("name"): each.get("value", "") for each in form.cssselect("input[name], button[name]")}

    @property
    def actions(self) -> list[str]:
        """Addresses of the forms that change something."""
        return [each.get("action") for each in self.tree.cssselect("main form[method=post]")]


def _text(element: HtmlElement) -> str:
    # Cells of a row are apart for a reader, whatever stands between their tags.
    for cell in element.iter("td", "th", "dt", "dd"):
        cell.tail = f" {cell.tail or ''}"
    return " ".join(element.text_content().split())


def read(answer: urllib3.BaseHTTPResponse) -> Read:
    return Read(answer.status, html.document_fromstring(answer.data or b"<html></html>"), answer.headers)


@dataclass
class Browsing:
    """A browser without JavaScript: it keeps cookies and follows redirects of forms."""

    server: Served
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Read:
        answer = self.server.get(path, headers={"Cookie": self._cookie(), **headers})
        self._keep(answer)
        return read(answer)

    def post(self, path: str, fields: dict[str, str]) -> urllib3.BaseHTTPResponse:
        answer = self.server.request(
            "POST",
            path,
            headers={
                "Cookie": self._cookie(),
                "Origin": self.server.url,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=urlencode(fields),
        )
        self._keep(answer)
        return answer

    def submit(self, path: str, action: str, **changed: str) -> Read:
        """Load a page, fill the form with this address, send it, and follow the redirect."""
        answer = self.post(action, {**self.get(path).form(action), **changed})
        assert answer.status == 303, (answer.status, read(answer).text)
        return self.get(answer.headers["Location"])

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: urllib3.BaseHTTPResponse) -> None:
        for line in answer.headers.getlist("set-cookie"):
            name, value = re.match(r'([^=]+)="?([^;"]*)', line).groups()
            if value and "Max-Age=0" not in line:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)


def signed_in(server: Served) -> Browsing:
    """A browser that came by the operator link."""
    browsing = Browsing(server)
    assert browsing.post("/login", {"token": server.access.link.key}).status == 303
    return browsing
