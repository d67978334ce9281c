"""The demo newsroom made alive: its outlets print, edit, kill and take comments by a schedule drawn from a seed.

    schedule = Schedule.made(seed=1, rhythm=Rhythm(minutes=60))
    with AliveNewsroom(schedule).start() as room:
        settings["HOST_MAP"] = room.host_map
        ...
    room.record.copies, room.record.listings, room.asked()  # what happened, what was asked

From a shell: ``python -m newsroom.alive``.
"""

from newsroom.alive.record import Asked, Listing, PrintedCopy, Record, Said, Version, overlaps
from newsroom.alive.room import AliveNewsroom
from newsroom.alive.schedule import Event, Outage, Rhythm, Schedule

__all__ = [
    "AliveNewsroom",
    "Asked",
    "Event",
    "Listing",
    "Outage",
    "PrintedCopy",
    "Record",
    "Rhythm",
    "Said",
    "Schedule",
    "Version",
    "overlaps",
]
