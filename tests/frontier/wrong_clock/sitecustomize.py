"""For a process under libfaketime 0.9.10, which fails `clock_nanosleep` with EINVAL when it leaves the monotonic clock alone."""

import select
import time


def _sleep(seconds: float) -> None:
    select.select((), (), (), seconds)


time.sleep = _sleep  # type: ignore[assignment]
