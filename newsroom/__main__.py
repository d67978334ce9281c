"""``python -m newsroom``: serve until interrupted, and print the environment variables of a crawl."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from newsroom.server import start


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m newsroom", description="Serve the demo newsroom on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument(
        "--rows", type=Path, help="JSON file of [{article, order, comments}]: one japantoday.com story per thread"
    )
    arguments = parser.parse_args()
    try:
        room = start(arguments.port, rows=arguments.rows)
    except OSError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 1
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    # Printed last: the process that reads this line may send the signal at once.
    print(*(f"{name}={value}" for name, value in room.environment.items()), flush=True)
    done.wait()
    room.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
