"""Times at which a schedule fires: a cron expression in a time zone, across changes of the clock. Pure.

The rules are those of Debian's cron. cronsim implements exactly these, has no dependencies, and is checked against
cron by its maintainer. (croniter adds firings in the hour that a zone repeats. APScheduler's trigger counts weekdays
from Monday = 0, so a line copied from a crontab means another day.) This module adds one guarantee: a returned time
is always later than the time it was asked about.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

__all__ = ["Cron", "CronError"]


class CronError(ValueError):
    """The expression or the time zone cannot be used; the message names it."""


class Cron:
    """Cron expression: minute, hour, day of month, month, day of week; with six fields, seconds come first.

    ``L``, ``LW`` and ``#`` are understood. An expression that names minute and hour fires once a day: a local time
    that the zone skips fires right after the jump, a local time that the zone repeats fires at its first occurrence.
    An expression with ``*`` as minute or hour follows the wall clock: it does not fire in a skipped hour and fires
    twice in a repeated one.

    :raises CronError: the message names the wrong part
    """

    def __init__(self, expression: str, zone: str) -> None:
        try:
            # ZoneInfo accepts any relative path as a name.
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CronError(f"{zone!r} is not a time zone; use a name such as Asia/Tokyo or UTC") from None
        self._expression = expression
        try:
            self.after(datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise CronError(
                f"{expression!r} is not a cron expression: {error}; "
                "write minute hour day month weekday, e.g. '15 * * * *'"
            ) from None

    def after(self, at: datetime) -> datetime:
        """Return the first firing later than ``at``, in UTC.

        :raises CronError: the expression never fires again
        """
        for local in CronSim(self._expression, at.astimezone(self._zone)):
            found = local.astimezone(UTC)
            # In a repeated hour, cronsim gives the first occurrence of a fixed time first.
            if found > at:
                return found
        raise CronError(f"{self._expression!r} never fires")
