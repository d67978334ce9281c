"""The demo newsroom: four fictional outlets that print the same wire stories, and a host that serves faults.

    with newsroom.start() as room:
        settings["HOST_MAP"] = room.host_map
        room.edition.add_comment("japantoday.com", "halden-fire", "Still burning?")
        room.edition.move_on()  # later versions, a correction, a kill

The items that a crawler should have stored afterwards are in :mod:`newsroom.truth`. From a shell:
``python -m newsroom --port 0``.
"""

from newsroom.edition import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, OUTLETS, PLAINPRESS, Edition, Printed
from newsroom.server import Newsroom, Visit, start
from newsroom.trouble import TROUBLE, TROUBLES

__all__ = [
    "HARBORLIGHT",
    "JAPANTODAY",
    "MORNINGTIDE",
    "OUTLETS",
    "PLAINPRESS",
    "TROUBLE",
    "TROUBLES",
    "Edition",
    "Newsroom",
    "Printed",
    "Visit",
    "start",
]
