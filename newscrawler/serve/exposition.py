"""Prometheus text format 0.0.4: metrics with their samples as lines. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["CONTENT_TYPE", "Metric", "Sample", "text_of"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name says its unit, and ends in ``_total`` if it is a counter."""

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    labels: tuple[str, ...] = ()
    """Names of its labels. Their values are of closed sets."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Value of a metric for one set of label values."""

    metric: Metric
    value: float
    labels: tuple[str, ...] = ()
    """Values of the labels, in the order of the metric's."""


def text_of(metrics: Iterable[Metric], samples: Iterable[Sample]) -> str:
    """Return the lines of all samples, grouped by metric in the order of ``metrics``. One without samples is left out.

    :raises ValueError: a sample has too many or too few labels
    """
    by_metric: dict[str, list[Sample]] = {}
    for sample in samples:
        by_metric.setdefault(sample.metric.name, []).append(sample)
    return "".join(line for metric in metrics for line in _lines(metric, by_metric.get(metric.name, [])))


def _lines(metric: Metric, samples: list[Sample]) -> Iterator[str]:
    if not samples:
        return
    yield f"# HELP {metric.name} {_escaped(metric.help)}\n"
    yield f"# TYPE {metric.name} {metric.kind}\n"
    for sample in samples:
        pairs = zip(metric.labels, sample.labels, strict=True)
        labels = ",".join(f'{name}="{_quoted(value)}"' for name, value in pairs)
        yield (
            f"{metric.name}{{{labels}}} {_number(sample.value)}\n"
            if labels
            else f"{metric.name} {_number(sample.value)}\n"
        )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', r"\"")


def _number(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
