"""Grafana's dashboard and Prometheus' alert rules name metrics that newscrawler exports, with their labels."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from newscrawler.serve.metrics import METRICS
from tests.support.manifests import DEPLOY
from tools import make_grafana

RULES = DEPLOY / "prometheus-rules.yaml"

LABELS = {metric.name: set(metric.labels) for metric in METRICS} | {"up": {"job", "instance"}}

FUNCTIONS = {"sum", "rate", "increase", "time", "by", "on", "and"}
"""Functions and words of PromQL that the expressions use."""

SELECTOR = re.compile(r"\b(newscrawler_\w+|up)\b(?:\{([^}]*)\})?")
WORD = re.compile(r"[a-zA-Z_]\w*")
DURATION = re.compile(r"\d+[smhd]")


def grafana() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    return found


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> Iterator[str]:
    for panel in grafana()["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (rule["expr"] for rule in rules())


def mistakes(expression: str) -> list[str]:
    """Return what is wrong with an expression: metrics and labels that are not exported, unknown words, brackets."""
    found = []
    for name, selector in SELECTOR.findall(expression):
        if name not in LABELS:
            found.append(f"no metric {name}")
            continue
        labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
        found += [f"{name} has no label {label}" for label in labels - LABELS[name]]
    for labels, rest in re.findall(r"by \(([^)]*)\) \((.*)", expression):
        (metric, *_) = SELECTOR.findall(rest)
        found += [
            f"{metric[0]} has no label {each}" for each in re.split(r",\s*", labels) if each not in LABELS[metric[0]]
        ]
    bare = re.sub(r"by \([^)]*\)", "by", re.sub(r'\{[^}]*\}|\[\d+[smhd]\]|"[^"]*"', "", expression))
    found += [f"unknown {word}" for word in WORD.findall(bare) if word not in LABELS | dict.fromkeys(FUNCTIONS)]
    for opens, closes in ("()", "[]", "{}"):
        if expression.count(opens) != expression.count(closes):
            found.append(f"{opens} and {closes} do not match")
    for counter in re.findall(r"(newscrawler_\w+_total)\b(?:\{[^}]*\})?(\[)?", expression):
        if not counter[1]:
            found.append(f"{counter[0]} without rate or increase")
    return found


def test_every_expression_names_exported_metrics_and_labels() -> None:
    all_of_them = list(expressions())
    assert len(all_of_them) > 30
    assert {expression: mistakes(expression) for expression in all_of_them if mistakes(expression)} == {}


@pytest.mark.parametrize(
    ("expression", "mistake"),
    [
        ("newscrawler_run", "no metric newscrawler_run"),
        ('newscrawler_runs{outlet="x"}', "newscrawler_runs has no label outlet"),
        ("sum by (outlet) (newscrawler_runs)", "newscrawler_runs has no label outlet"),
        ("summ(newscrawler_runs)", "unknown summ"),
        ("sum(newscrawler_runs", "( and ) do not match"),
        ("newscrawler_gaps_total > 0", "newscrawler_gaps_total without rate or increase"),
    ],
)
def test_the_check_finds_mistakes(expression: str, mistake: str) -> None:
    assert mistake in mistakes(expression)


def test_every_metric_that_is_no_information_is_on_the_dashboard_or_in_a_rule() -> None:
    shown = {name for expression in expressions() for name, _ in SELECTOR.findall(expression)}
    left_out = {"newscrawler_build_info", "newscrawler_node_slots", "newscrawler_open_gaps"}
    left_out |= {"newscrawler_node_last_heartbeat_timestamp_seconds", "newscrawler_stories_discovered_total"}
    assert {metric.name for metric in METRICS} - shown == left_out


def test_the_dashboard_is_what_its_script_writes() -> None:
    assert (DEPLOY / "grafana.json").read_text(encoding="utf-8") == make_grafana.text(), "run tools/make_grafana.py"


def test_panels_have_their_own_numbers_and_places() -> None:
    panels = grafana()["panels"]
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert all(x < make_grafana.COLUMNS for x, _ in cells)
        taken |= cells
        assert panel["title"]
        assert panel["datasource"] == make_grafana.SOURCE


def test_a_rule_says_what_is_wrong_how_bad_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Newscrawler[A-Za-z]+", rule["alert"])
        assert DURATION.fullmatch(rule["for"])
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert set(rule["annotations"]) == {"summary", "description"}
        for text in rule["annotations"].values():
            assert text.count("{{") == text.count("}}")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="apt-get install prometheus")
def test_promtool_accepts_the_rules() -> None:
    checked = subprocess.run(
        ["promtool", "check", "rules", "--lint=all", str(RULES)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
