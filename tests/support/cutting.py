"""A wire between a client and a real mongod that breaks at a chosen command: before the server has it, or after the
server has carried it out and before the client knows."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

__all__ = ["Cutting"]


class Cutting:
    """Forwards whole messages of MongoDB's protocol over Unix sockets."""

    def __init__(self, server: Path, listening: socket.socket, uri: str) -> None:
        self.uri = uri
        self.left = 0
        """Cuts that are still to come."""
        self._word = b""
        self._arrives = True
        self._server = server
        self._listening = listening
        self._lock = threading.Lock()

    @classmethod
    @contextmanager
    def before(cls, uri: str) -> Iterator[Cutting]:
        """A wire to the local mongod of a URI, until the block ends."""
        server = Path(unquote(uri.removeprefix("mongodb://").partition("/?")[0]))
        folder = Path(tempfile.mkdtemp(prefix="newscrawler-wire-"))
        path = folder / "wire.sock"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
            listening.listen()
            cutting = cls(server, listening, f"mongodb://{quote(str(path), safe='')}/?directConnection=true")
            threading.Thread(target=cutting._accept, daemon=True).start()
            yield cutting
        shutil.rmtree(folder, ignore_errors=True)

    def cut(self, command: str, *, times: int, arrives: bool) -> None:
        """Break the connection at the next commands of a name.

        :param arrives: whether the server carries the command out
        """
        self._word, self._arrives, self.left = command.encode() + b"\0", arrives, times

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError, EOFError):
            server.connect(str(self._server))
            while True:
                asked = _message(client)
                cut = self._is_cut(asked)
                if cut and not self._arrives:
                    return
                server.sendall(asked)
                answer = _message(server)
                if cut:
                    return
                client.sendall(answer)
                while _has_more(answer):
                    answer = _message(server)
                    client.sendall(answer)

    def _is_cut(self, message: bytes) -> bool:
        with self._lock:
            if self.left and self._word in message[:200]:
                self.left -= 1
                return True
        return False


def _message(source: socket.socket) -> bytes:
    head = _exactly(source, 4)
    return head + _exactly(source, struct.unpack("<i", head)[0] - 4)


def _exactly(source: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = source.recv(count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _has_more(answer: bytes) -> bool:
    """Whether the server sends further answers unasked (OP_MSG, flag moreToCome), as it does to monitors."""
    code, flags = struct.unpack_from("<ii", answer, 12)
    return bool(code == 2013 and flags & 2)
