"""Our own scripts in a page of the browser, where the page's scripts can neither see nor change them.

Each frame has, beside the world of its page's scripts, a second one for ours: the same elements, other built-in objects. A
page that replaces ``String.prototype`` or ``document.querySelectorAll`` replaces its own, so that the limits that our
scripts keep to are kept. The markup of frames of other origins is read there, frame by frame, and is put together here, out
of the browser: no page sees what another origin's frame holds.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from newscrawler.downloader.scripts import script

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Frame, Page

__all__ = ["DocumentTooLargeError", "ScriptError", "World", "whole_markup"]

_COLLECT = script("collect_frames.js")
"""Marks the frames of a page, and reads those of its own origin, which its scripts can read as well."""

_INSIDE = script("inside_frame.js")
_WHOLE = script("whole_markup.js")


_Read = tuple[int, str] | None


class DocumentTooLargeError(Exception):
    """A page made a document beyond the limit."""


class ScriptError(Exception):
    """A script of ours failed in the page."""


class World:
    """The world of our scripts in one frame.

    :param session: Chrome DevTools Protocol, to the process that the frame runs in
    :param frame: Chromium's id of the frame
    """

    def __init__(self, session: CDPSession, frame: str) -> None:
        self.session = session
        self.frame = frame
        self._context: int | None = None

    @classmethod
    async def of(cls, tab: Page) -> World:
        """That of the document in a tab."""
        session = await tab.context.new_cdp_session(tab)
        tree = await session.send("Page.getFrameTree")
        return cls(session, tree["frameTree"]["frame"]["id"])

    async def run(self, function: str, *arguments: Any) -> Any:
        """The result of a JavaScript function, promises awaited.

        :param arguments: anything that JSON can express, as is the result
        :raises ScriptError: the function threw
        """
        from playwright.async_api import Error

        expression = f"({function})({', '.join(map(json.dumps, arguments))})"
        try:
            answer = await self._evaluate(expression)
        except Error as error:
            if "context" not in str(error):
                raise
            # The document was replaced, and its worlds with it.
            self._context = None
            answer = await self._evaluate(expression)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise ScriptError(str(details.get("exception", {}).get("description") or details.get("text"))[:100])
        return answer["result"].get("value")

    async def _evaluate(self, expression: str) -> dict[str, Any]:
        if self._context is None:
            asked: dict[str, Any] = {"frameId": self.frame, "worldName": "newscrawler"}
            self._context = (await self.session.send("Page.createIsolatedWorld", asked))["executionContextId"]
        asked = {"expression": expression, "contextId": self._context, "returnByValue": True, "awaitPromise": True}
        answer: dict[str, Any] = await self.session.send("Runtime.evaluate", asked)
        return answer


async def whole_markup(tab: Page, world: World, *, frames: int, limit: int, seconds: float) -> tuple[str, int]:
    """The document of a tab with what its frames hold behind each, and the number of frames that did not answer.

    Frames in frames are left out. So are frames without a document of http or https, unless they are of the page's own
    origin: ``file:``, ``chrome:`` and ``data:`` frames are not even asked.

    :param world: of the tab's document
    :param frames: that are read at most
    :param limit: characters of everything together
    :param seconds: for all frames of other origins, which are read at once
    :raises DocumentTooLargeError: the document alone is beyond the limit
    """
    mark = f"data-frame-{secrets.token_hex(8)}"
    collected = await world.run(_COLLECT, mark, frames, limit)
    inside: dict[int, str] = {number: text for number, text in enumerate(collected or ()) if isinstance(text, str)}
    reading = {asyncio.ensure_future(each) for each in await _readings(tab, world, mark, frames, limit)}
    silent = 0
    if reading:
        done, late = await asyncio.wait(reading, timeout=seconds)
        silent = len(late)
        for task in late:
            task.cancel()
        for task in done:
            # A frame that went away meanwhile, or whose own markup is beyond the limit, has nothing to add.
            if task.exception() is None and (found := task.result()) is not None:
                inside.setdefault(*found)
    document = await world.run(_WHOLE, limit)
    if not isinstance(document, str):
        raise DocumentTooLargeError
    return _put_together(document, mark, inside, limit), silent


async def _readings(tab: Page, page: World, mark: str, most: int, limit: int) -> list[Coroutine[Any, Any, _Read]]:
    """One for each frame of another origin: those in processes of their own, and those of the same site in the page's."""
    ours = (await page.session.send("Page.getFrameTree"))["frameTree"].get("childFrames", [])
    within = [World(page.session, child["frame"]["id"]) for child in ours if _is_web(child["frame"]["url"])]
    apart = [frame for frame in tab.frames[1 : 1 + most] if frame.parent_frame is tab.main_frame and _is_web(frame.url)]
    return [
        *(_read(page, world, mark, limit) for world in within[:most]),
        *(_read_apart(page, frame, mark, limit) for frame in apart),
    ]


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


async def _read_apart(page: World, frame: Frame, mark: str, limit: int) -> _Read:
    from playwright.async_api import Error

    try:
        session = await frame.page.context.new_cdp_session(frame)
    except Error:
        return None  # in the page's process, or gone
    tree = await session.send("Page.getFrameTree")
    return await _read(page, World(session, tree["frameTree"]["frame"]["id"]), mark, limit)


async def _read(page: World, frame: World, mark: str, limit: int) -> _Read:
    """The number that a frame's element is marked with, and the frame's markup; None for a frame that is not marked."""
    owner = await page.session.send("DOM.getFrameOwner", {"frameId": frame.frame})
    element = await page.session.send("DOM.describeNode", {"backendNodeId": owner["backendNodeId"]})
    attributes = element["node"].get("attributes", [])
    marked = dict(zip(attributes[::2], attributes[1::2], strict=True)).get(mark, "")
    markup = await frame.run(_INSIDE, limit)
    if not re.fullmatch(r"\d{1,4}", marked, re.ASCII) or not isinstance(markup, str):
        return None
    return int(marked), markup


def _put_together(document: str, mark: str, inside: dict[int, str], limit: int) -> str:
    parts: list[str] = []
    copied, left = 0, limit - len(document)
    for place in re.finditer(rf' {mark}="(\d{{1,4}})"', document, re.ASCII):
        # A page that copies the mark gets nothing twice.
        markup = without_scripts(inside.pop(int(place[1]), ""))
        if "<plaintext" in markup:
            continue  # no tag ends it: the rest of the page would be its text
        end = document.find("</iframe>", place.end())
        if place.start() < copied or end < 0 or not markup or len(markup) > left:
            continue
        end += len("</iframe>")
        parts += [document[copied : place.start()], document[place.end() : end], markup]
        copied, left = end, left - len(markup)
    return "".join([*parts, document[copied:]])


def without_scripts(markup: str) -> str:
    """Markup as a browser writes it, without its scripts: their data speaks of the frame, not of the page."""
    parts: list[str] = []
    position = 0
    while (start := markup.find("<script", position)) >= 0:
        parts.append(markup[position:start])
        end = markup.find("</script>", start)
        if end < 0:
            return "".join(parts)
        position = end + len("</script>")
    return "".join([*parts, markup[position:]])
