"""A loopback server that is never the bottleneck: every answer is finished bytes, looked up by its path.

    python -m bench.server CORPUS_FOLDER

prints its port and answers until its standard input is closed, so that it ends with the process that started it.
``/-/usage`` returns its counters.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from bench.connection import Connection
from bench.corpus import Corpus

__all__ = ["USAGE"]

USAGE = "/-/usage"
"""``{"requests": answers of the corpus, "missing": 404s, "bytes": sent, "cpu": seconds of this process}``."""

_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"


class _Usage:
    requests = 0
    missing = 0
    sent = 0

    def answer(self) -> bytes:
        counts = {"requests": self.requests, "missing": self.missing, "bytes": self.sent, "cpu": time.process_time()}
        return _answer("application/json", json.dumps(counts).encode(), encoding="")


class _Connection(Connection):
    def __init__(self, answers: dict[bytes, bytes], usage: _Usage) -> None:
        super().__init__()
        self._answers = answers
        self._usage = usage

    def asked(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].partition(b"?")[0]
        answer = self._answers.get(path)
        if answer is not None:
            self._usage.requests += 1
            self._usage.sent += len(answer)
        elif path == USAGE.encode():
            answer = self._usage.answer()
        else:
            self._usage.missing += 1
            answer = _MISSING
        self.transport.write(answer)


def _answer(content_type: str, body: bytes, encoding: str = "Content-Encoding: gzip\r\n") -> bytes:
    return (
        f"HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: {content_type}\r\n{encoding}Vary: Accept-Encoding\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    ).encode() + body


async def _serve(folder: Path) -> None:
    answers = {
        document.path.encode(): _answer(document.content_type, document.body) for document in Corpus(folder).documents()
    }
    usage = _Usage()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, usage), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
