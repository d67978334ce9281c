"""Time and memory of one call, in a process of its own: what an attack costs whoever reads it."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fuzz.pace import pace

_PATIENCE = 100.0
"""Seconds on a wall clock; a busy machine takes ten times as long as the processor."""


@dataclass(frozen=True)
class Cost:
    """Cost of a call, and its result."""

    seconds: float
    """Of the processor, as on a usual machine: a slow one's are divided by its pace."""
    megabytes: float
    """Above what the process had before."""
    said: Any
    """Its result, or the message of its exception."""


def cost_of(call: Callable[[], Any]) -> Cost:
    """Return what a call costs in a process of its own.

    :raises AssertionError: when it has not ended after 100 seconds
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(call, sending), daemon=True)
    process.start()
    try:
        assert receiving.poll(_PATIENCE), f"still running after {_PATIENCE:g} s"
        return Cost(*receiving.recv())
    finally:
        process.kill()
        process.join()


def _run(call: Callable[[], Any], sending: Any) -> None:
    before, began = _peak(), time.process_time()
    try:
        said = call()
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    taken = time.process_time() - began
    sending.send((taken / pace(), _peak() - before, said))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
