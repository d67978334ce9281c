"""``python -m newsroom.alive``: serve until interrupted, and tell each event that the outlets' readers see."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time

from newsroom.alive.room import AliveNewsroom
from newsroom.alive.schedule import Rhythm, Schedule


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.alive", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same news (default 1)")
    parser.add_argument(
        "--scale", type=float, default=60.0, help="how many times as fast as the world it is (default 60)"
    )
    arguments = parser.parse_args()
    schedule = Schedule.made(arguments.seed, Rhythm(minute=60 / arguments.scale))
    try:
        room = AliveNewsroom(schedule).start(arguments.port)
    except OSError as error:
        print(f"newsroom.alive: {error}", file=sys.stderr)
        return 1
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    environment = {**room.environment, "NEWSCRAWLER_CALENDAR_TIME_SCALE": f"{arguments.scale:g}"}
    print(*(f"{name}={value}" for name, value in environment.items()), flush=True)
    _tell(room, done)
    room.stop()
    return 0


def _tell(room: AliveNewsroom, done: threading.Event) -> None:
    """Print each event when it happens."""
    coming = [event for event in room.schedule.events if event.at >= 0]
    for event in coming:
        if done.wait(max(0.0, event.at - room.seconds)):
            return
        where = event.outlet or "the agency"
        number = f", comment {event.number}" if event.kind in ("comment", "remove") else ""
        print(f"{time.strftime('%H:%M:%S')} {where}: {event.kind} story {event.story}{number}", flush=True)
    done.wait()


if __name__ == "__main__":
    sys.exit(main())
