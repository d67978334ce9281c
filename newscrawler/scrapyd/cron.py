"""When a schedule fires: a cron expression in a time zone, across changes of the clock. Pure.

The rules are those of Debian's cron, by cronsim: it implements nothing else, has no dependencies, and its maintainer checks
it against cron itself. (croniter has fires of its own in the hour that a zone repeats; APScheduler's trigger counts weekdays
from Monday = 0, so that a line copied from a crontab means another day.) What it leaves to its caller is done here: never a
time that is not after the one asked about.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

__all__ = ["Cron", "CronError"]


class CronError(ValueError):
    """The expression or the time zone cannot be used; the message names it."""


class Cron:
    """Five fields (minute, hour, day of month, month, day of week), or six with seconds first; ``L``, ``LW``, ``#``.

    An expression that names minute and hour fires once a day whatever the clock does: a time that a zone skips fires when
    the clock has jumped, one that it repeats fires the first time. One with ``*`` as minute or hour follows the clock on
    the wall: not in the hour that is skipped, twice in the one that is repeated.

    :raises CronError: naming what is wrong
    """

    def __init__(self, expression: str, zone: str) -> None:
        try:
            # ZoneInfo takes any relative path for a name
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CronError(f"no time zone {zone!r}; name one such as Asia/Tokyo or UTC") from None
        self._expression = expression
        try:
            self.after(datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise CronError(
                f"{expression!r} is no cron expression: {error}; write minute hour day month weekday, e.g. '15 * * * *'"
            ) from None

    def after(self, at: datetime) -> datetime:
        """The first firing later than ``at``, in UTC.

        :raises CronError: it never fires again
        """
        for local in CronSim(self._expression, at.astimezone(self._zone)):
            found = local.astimezone(UTC)
            # In the hour that a zone repeats, a fixed time is first given as that of the first round
            if found > at:
                return found
        raise CronError(f"{self._expression!r} never fires")
