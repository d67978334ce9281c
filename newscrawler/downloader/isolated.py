"""Scripts of newscrawler in a page of the browser, isolated from the page's own scripts.

Each frame has a second world of JavaScript for our scripts: the same elements, but other built-in objects. A page
that replaces ``String.prototype`` or ``document.querySelectorAll`` replaces only its own, so our scripts keep their
limits. The markup of frames of other origins is read frame by frame and joined here, outside of the browser: no page
sees the content of a frame of another origin.
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
"""Marks the frames of a page, and reads the frames of its own origin, which its scripts could read too."""

_INSIDE = script("inside_frame.js")
_WHOLE = script("whole_markup.js")


_Read = tuple[int, str] | None


class DocumentTooLargeError(Exception):
    """The document of a page is larger than the limit."""


class ScriptError(Exception):
    """One of our scripts failed in the page."""


class World:
    """World of our scripts in one frame.

    :param session: session of the Chrome DevTools Protocol with the process of the frame
    :param frame: Chromium's id of the frame
    """

    def __init__(self, session: CDPSession, frame: str) -> None:
        self.session = session
        self.frame = frame
        self._context: int | None = None

    @classmethod
    async def of(cls, tab: Page) -> World:
        """Return the world of the document in a tab."""
        session = await tab.context.new_cdp_session(tab)
        tree = await session.send("Page.getFrameTree")
        return cls(session, tree["frameTree"]["frame"]["id"])

    async def run(self, function: str, *arguments: Any) -> Any:
        """Call a JavaScript function and return its result; wait for promises.

        :param arguments: values that JSON can express; so is the result
        :raises ScriptError: the function threw an exception
        """
        from playwright.async_api import Error

        expression = f"({function})({', '.join(map(json.dumps, arguments))})"
        try:
            answer = await self._evaluate(expression)
        except Error as error:
            if "context" not in str(error):
                raise
            # The document was replaced, together with its worlds.
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
    """Return the document of a tab with the content of its frames after each frame, and the number of silent frames.

    Frames inside frames are left out. So are frames of another origin without http or https: ``file:``, ``chrome:`` and
    ``data:`` frames are never read.

    :param world: world of the tab's document
    :param frames: most frames that are read
    :param limit: most characters of document and frames together
    :param seconds: time for all frames of other origins, which are read at once
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
            # A frame may be gone meanwhile, or its markup beyond the limit.
            if task.exception() is None and (found := task.result()) is not None:
                inside.setdefault(*found)
    document = await world.run(_WHOLE, limit)
    if not isinstance(document, str):
        raise DocumentTooLargeError
    return _put_together(document, mark, inside, limit), silent


async def _readings(tab: Page, page: World, mark: str, most: int, limit: int) -> list[Coroutine[Any, Any, _Read]]:
    """Return a reading for each frame of another origin, whether in the page's process or in another one."""
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
        return None  # the frame is in the page's process, or gone
    tree = await session.send("Page.getFrameTree")
    return await _read(page, World(session, tree["frameTree"]["frame"]["id"]), mark, limit)


async def _read(page: World, frame: World, mark: str, limit: int) -> _Read:
    """Return the number on a frame's element and the frame's markup, or None if the element has no number."""
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
        # A page may have copied the mark; each frame is used once.
        markup = without_scripts(inside.pop(int(place[1]), ""))
        if "<plaintext" in markup:
            continue  # nothing ends this element: the rest of the page would be its text
        end = document.find("</iframe>", place.end())
        if place.start() < copied or end < 0 or not markup or len(markup) > left:
            continue
        end += len("</iframe>")
        parts += [document[copied : place.start()], document[place.end() : end], markup]
        copied, left = end, left - len(markup)
    return "".join([*parts, document[copied:]])


def without_scripts(markup: str) -> str:
    """Return markup of a browser without its scripts, whose data is about the frame and not about the page."""
    parts: list[str] = []
    position = 0
    while (start := markup.find("<script", position)) >= 0:
        parts.append(markup[position:start])
        end = markup.find("</script>", start)
        if end < 0:
            return "".join(parts)
        position = end + len("</script>")
    return "".join([*parts, markup[position:]])
