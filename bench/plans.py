"""Plans by which the server answers what the code under test asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

__all__ = ["Heard", "Plan", "listening", "plans"]

_ASKING = ("find", "aggregate", "count", "distinct")
_SESSION = ("lsid", "$clusterTime", "$db", "txnNumber", "$readPreference", "readConcern")


class Heard(CommandListener):
    """The commands that a client sends to ask for documents."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name in _ASKING:
            kept = {name: value for name, value in event.command.items() if name not in _SESSION}
            self.commands.append(kept)

    def succeeded(self, event: CommandSucceededEvent) -> None: ...

    def failed(self, event: CommandFailedEvent) -> None: ...


@dataclass
class Plan:
    """How the server answers one command."""

    command: dict[str, Any]
    stages: list[str] = field(default_factory=list)
    indexes: set[str] = field(default_factory=set)
    keys: int = 0
    documents: int = 0


@contextmanager
def listening(uri: str, name: str) -> Iterator[tuple[Database[dict[str, Any]], Heard]]:
    """Open a database by a client of its own; yields it, and what is asked through it."""
    heard = Heard()
    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True, event_listeners=[heard])
    with client:
        yield client[name], heard


def plans(database: Database[dict[str, Any]], heard: Heard) -> list[Plan]:
    """Return how the server answers what was heard, and forget that."""
    commands, heard.commands = heard.commands, []
    found = [_plan(database, command) for command in commands]
    heard.commands = []
    return found


def _plan(database: Database[dict[str, Any]], command: dict[str, Any]) -> Plan:
    asked = {**command, "cursor": command.get("cursor", {})} if "aggregate" in command else command
    explained = database.command("explain", asked, verbosity="executionStats")
    plan = Plan(command)
    _walk(explained, plan)
    return plan


def _walk(value: Any, plan: Plan) -> None:
    if isinstance(value, dict):
        stats = value.get("executionStats")
        if isinstance(stats, dict):
            plan.keys += stats["totalKeysExamined"]
            plan.documents += stats["totalDocsExamined"]
        for name, inner in value.items():
            if name in ("winningPlan", "queryPlan"):
                _stages(inner, plan)
            elif name == "$sort":
                plan.stages.append("SORT")
            elif name not in ("rejectedPlans", "executionStats", "command"):
                _walk(inner, plan)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, plan)


def _stages(value: Any, plan: Plan) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("stage"), str):
            plan.stages.append(value["stage"])
        if "indexName" in value:
            plan.indexes.add(value["indexName"])
        for inner in value.values():
            _stages(inner, plan)
    elif isinstance(value, list):
        for inner in value:
            _stages(inner, plan)
