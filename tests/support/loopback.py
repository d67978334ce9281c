"""Sites of the tests' own, on loopback: a handler that listens, or pages by their paths."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["listening", "serving"]


class Server(ThreadingHTTPServer):
    """A thread for each request."""

    daemon_threads = True
    request_queue_size = 128
    """Connections that wait to be taken. The standard library's 5 are fewer than a crawl opens at once: on a busy
    machine the system drops the others, and such a request ends by its timeout."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve until the block ends; gives the address, ``127.0.0.1:PORT``."""
    server = Server(("127.0.0.1", 0), handler)
    # How long its end takes.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving(answer: Callable[[str], tuple[int, str]]) -> Iterator[str]:
    """Serve what ``answer`` gives for a path, status and HTML; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = answer(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as address:
        yield address
