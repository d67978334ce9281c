"""Remedy for libfaketime 0.9.10, whose `clock_nanosleep` fails with EINVAL if the monotonic clock is not faked."""

import select
import time


def _sleep(seconds: float) -> None:
    select.select((), (), (), seconds)


time.sleep = _sleep  # type: ignore[assignment]
