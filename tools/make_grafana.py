"""Write ``deploy/grafana.json``, the dashboard for Grafana, from the panels below::

    python tools/make_grafana.py

A test compares the file with this script, and every expression with the metrics that newscrawler exports.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "deploy" / "grafana.json"

COLUMNS = 24
"""Width of Grafana's grid."""

SOURCE = {"type": "prometheus", "uid": "${source}"}

OUTLETS = '{outlet=~"$outlet"}'

Panel = dict[str, Any]


def stat(title: str, expression: str, unit: str = "short", *, bad_from: float | None = None) -> Panel:
    """Return a number that turns red from a value on."""
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if bad_from is not None:
        steps.append({"color": "red", "value": bad_from})
    return {
        "type": "stat",
        "title": title,
        "targets": [{"refId": "A", "expr": expression, "datasource": SOURCE}],
        "fieldConfig": {
            "defaults": {"unit": unit, "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "options": {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "area"},
        "gridPos": {"w": 4, "h": 4},
    }


def lines(title: str, *expressions: tuple[str, str], unit: str = "short", stacked: bool = False) -> Panel:
    """Return lines over time.

    :param expressions: expressions with the legends of their lines
    """
    drawn = {"fillOpacity": 20 if stacked else 0, "stacking": {"mode": "normal" if stacked else "none"}}
    return {
        "type": "timeseries",
        "title": title,
        "targets": [
            {"refId": chr(ord("A") + place), "expr": expression, "legendFormat": legend, "datasource": SOURCE}
            for place, (expression, legend) in enumerate(expressions)
        ],
        "fieldConfig": {"defaults": {"unit": unit, "min": 0, "custom": drawn}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "gridPos": {"w": 12, "h": 8},
    }


PANELS = (
    stat("Crawls running", 'newscrawler_runs{state="running"}'),
    stat("Crawls dead", 'newscrawler_runs{state="dead"}', bad_from=1),
    stat("Alerts", "sum(newscrawler_alerts)", bad_from=1),
    stat("Nodes alive", 'newscrawler_nodes{state="alive"}'),
    stat("Pages a second", "newscrawler_pages_per_second"),
    stat("Change feed behind", "time() - newscrawler_feed_position_timestamp_seconds", "s", bad_from=60),
    lines(
        "Copies stored an hour",
        (f"sum by (outlet) (increase(newscrawler_copies_stored_total{OUTLETS}[1h]))", "{{outlet}}"),
        stacked=True,
    ),
    lines(
        "Stored within 5 and 15 minutes after printing",
        *(
            (
                f'sum(increase(newscrawler_copies_stored_within_total{{seconds="{seconds}"}}[6h])) '
                '/ sum(increase(newscrawler_copies_stored_within_total{seconds="+Inf"}[6h]))',
                f"{seconds} s",
            )
            for seconds in (300, 900)
        ),
        unit="percentunit",
    ),
    lines("Crawls", ("sum by (state) (newscrawler_runs)", "{{state}}"), stacked=True),
    lines("Jobs", ("sum by (state) (newscrawler_jobs)", "{{state}}"), stacked=True),
    lines("Frontier", ("sum by (state) (newscrawler_frontier_requests)", "{{state}}")),
    lines("Quarantine", ("sum by (stage) (newscrawler_quarantine_entries)", "{{stage}}"), stacked=True),
    lines(
        "Comments collected of those declared",
        (
            f"sum by (outlet) (increase(newscrawler_comments_collected_total{OUTLETS}[6h])) "
            f"/ sum by (outlet) (increase(newscrawler_comments_declared_total{OUTLETS}[6h]))",
            "{{outlet}}",
        ),
        unit="percentunit",
    ),
    lines(
        "Visits that failed",
        (
            'sum(rate(newscrawler_list_visits_total{result="failed"}[1h])) '
            "/ sum(rate(newscrawler_list_visits_total[1h]))",
            "lists",
        ),
        (
            'sum(rate(newscrawler_thread_visits_total{result="failed"}[1h])) '
            "/ sum(rate(newscrawler_thread_visits_total[1h]))",
            "threads",
        ),
        unit="percentunit",
    ),
    lines(
        "Stories that failed or were rejected, an hour",
        (f"sum by (outlet, result) (increase(newscrawler_story_failures_total{OUTLETS}[1h]))", "{{outlet}} {{result}}"),
    ),
    lines("Gaps an hour", (f"sum by (outlet) (increase(newscrawler_gaps_total{OUTLETS}[1h]))", "{{outlet}}")),
    lines(
        "Changed and withdrawn copies an hour",
        (f"sum(increase(newscrawler_copies_changed_total{OUTLETS}[1h]))", "changed"),
        (f"sum(increase(newscrawler_copies_withdrawn_total{OUTLETS}[1h]))", "withdrawn"),
    ),
    lines("Events of the change feed a second", ("rate(newscrawler_feed_events_total[5m])", "events")),
    lines("Documents", ("newscrawler_documents", "{{collection}}")),
    lines("Alerts", ("sum by (rule) (newscrawler_alerts)", "{{rule}}"), stacked=True),
)


def laid_out() -> list[Panel]:
    """Return the panels with their numbers and places, row by row."""
    placed, x, y = [], 0, 0
    for number, panel in enumerate(PANELS, 1):
        width, height = panel["gridPos"]["w"], panel["gridPos"]["h"]
        placed.append(
            {"id": number, "datasource": SOURCE, **panel, "gridPos": {"x": x, "y": y, "w": width, "h": height}}
        )
        x += width
        if x >= COLUMNS:
            x, y = 0, y + height
    return placed


def dashboard() -> dict[str, Any]:
    """Return the whole dashboard."""
    return {
        "title": "newscrawler",
        "uid": "newscrawler",
        "tags": ["newscrawler"],
        "description": "Crawls, stories and comments of newscrawler (docs/serving.md).",
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "timezone": "browser",
        "time": {"from": "now-24h", "to": "now"},
        "refresh": "1m",
        "templating": {
            "list": [
                {"name": "source", "label": "Source", "type": "datasource", "query": "prometheus"},
                {
                    "name": "outlet",
                    "label": "Outlet",
                    "type": "query",
                    "datasource": SOURCE,
                    "query": "label_values(newscrawler_copies_stored_total, outlet)",
                    "refresh": 2,
                    "multi": True,
                    "includeAll": True,
                    "allValue": ".*",
                    "sort": 1,
                },
            ]
        },
        "panels": laid_out(),
    }


def text() -> str:
    """Return the file's text."""
    return json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(f"wrote {FILE}")
