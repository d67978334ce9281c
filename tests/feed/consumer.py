"""A consumer of ``/api/feed`` as docs/change-feed.md asks for, in a process that tests kill.

    python tests/feed/consumer.py URL FILE

Each event becomes one line of the file, which is also the consumer's memory of its place: a line that a kill cut off is
removed at the next start.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import urllib3


def main(url: str, path: Path) -> None:
    """Follow the feed for ever."""
    pool = urllib3.PoolManager(retries=False)
    after, feed = resumed(path)
    link = f"{url}/api/feed?after={after}&wait=5&limit=200" + (f"&feed={feed}" if feed else "")
    with path.open("ab", buffering=0) as file:
        while True:
            try:
                answer = pool.request("GET", link, timeout=30)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
                continue
            if answer.status == 503:
                time.sleep(0.1)
                continue
            page = json.loads(answer.data)
            assert answer.status == 200, page
            # One write for all events of an answer: the file system may cut it off at any byte.
            file.write(b"".join(json.dumps({**each, "feed": page["feed"]}).encode() + b"\n" for each in page["items"]))
            link = page["next"]


def resumed(path: Path) -> tuple[int, str]:
    """Return the number of the last whole line and its feed; what follows is cut off."""
    kept = path.read_bytes() if path.exists() else b""
    whole = kept[: kept.rfind(b"\n") + 1]
    if len(whole) < len(kept):
        path.write_bytes(whole)
    lines = whole.splitlines()
    last: dict[str, Any] = json.loads(lines[-1]) if lines else {"number": 0, "feed": ""}
    return int(last["number"]), str(last["feed"])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
