"""Record of alerts in the collection ``alerts``, and notices to a webhook: one when an alert begins, one when it
ends.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3
from bson.codec_options import CodecOptions
from pymongo import ReturnDocument
from pymongo.database import Database

from newscrawler.alerts.rules import Alert
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["Webhook", "WebhookError", "deliver", "record", "since"]

Document = dict[str, Any]

_RETRY = urllib3.Retry(
    total=3,
    # 0.5, 1 and 2 s: enough for a restart of the receiver. After a longer outage the next evaluation retries.
    backoff_factor=0.5,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=None,
    # A notice must go only to the configured address.
    redirect=0,
    raise_on_redirect=True,
)

_TIMEOUT = 10.0
"""Seconds for each attempt. A receiver that takes longer is down."""

_CLAIM = timedelta(minutes=2)
"""Time for which a notice belongs to the evaluation that delivers it. All attempts and pauses take a minute."""


class WebhookError(Exception):
    """The webhook did not accept a notice; the message gives the reason without the URL, which may contain a secret."""


class Webhook:
    """Posts notices as JSON."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=_RETRY)

    def post(self, notice: Document) -> None:
        """Post a notice and wait for an answer 2xx.

        :raises WebhookError: there was no such answer after all attempts
        """
        try:
            answer = self._pool.request("POST", self._url, json=notice)
        except urllib3.exceptions.MaxRetryError as error:
            raise WebhookError(f"{type(error.reason).__name__}: {error.reason}".replace(self._url, "…")) from None
        except urllib3.exceptions.HTTPError as error:
            raise WebhookError(f"{type(error).__name__}: {error}".replace(self._url, "…")) from None
        if not 200 <= answer.status < 300:
            raise WebhookError(f"HTTP {answer.status}")


@dataclass(frozen=True, slots=True)
class Delivered:
    """Number of delivered notices, and messages about failed ones."""

    sent: int
    failed: tuple[str, ...]


def record(database: Database[Document], firing: Sequence[Alert]) -> None:
    """Record the current alerts with the time since when, and the end of recorded alerts that are no longer current."""
    alerts = _alerts(database)
    goes_on = {"$and": [{"$ne": [{"$type": "$since"}, "missing"]}, {"$eq": [{"$ifNull": ["$cleared", None]}, None]}]}
    for alert in firing:
        alerts.update_one(
            {"_id": alert.id},
            [
                {
                    "$set": {
                        "schemaVersion": {"$literal": SCHEMA_VERSION},
                        "rule": {"$literal": alert.rule},
                        "subject": {"$literal": alert.subject},
                        "message": {"$literal": alert.message},
                        "since": {"$cond": [goes_on, "$since", "$$NOW"]},
                        "told": {"$cond": [goes_on, {"$ifNull": ["$told", None]}, None]},
                        "lastSeen": "$$NOW",
                    }
                },
                {"$set": {"cleared": None, "toldCleared": None}},
            ],
            upsert=True,
        )
    over = {"cleared": None, "_id": {"$nin": [alert.id for alert in firing]}}
    alerts.update_many(over, [{"$set": {"cleared": "$$NOW"}}])


def since(database: Database[Document]) -> dict[str, datetime]:
    """Return the beginning of each recorded current alert, by :attr:`Alert.id`."""
    return {found["_id"]: found["since"] for found in _alerts(database).find({"cleared": None})}


def deliver(database: Database[Document], webhook: Webhook) -> Delivered:
    """Post the notices that were not delivered yet.

    Simultaneous evaluations share the notices. If an evaluation dies between the receiver's answer and its record,
    the notice is sent again with the same ``id``.
    """
    alerts, sent, failed = _alerts(database), 0, []
    for found in _claimed(database):
        state = "firing" if found["cleared"] is None else "cleared"
        try:
            webhook.post(_notice(found, state, database.name))
        except WebhookError as error:
            failed.append(f"{found['_id']}: {error}")
            alerts.update_one({"_id": found["_id"]}, {"$unset": {"claimed": True}})
        else:
            sent += 1
            told = "told" if state == "firing" else "toldCleared"
            # If the alert ended or began again meanwhile, that makes another notice.
            alerts.update_one(
                {"_id": found["_id"], "since": found["since"]},
                {"$currentDate": {told: True}, "$unset": {"claimed": True}},
            )
    return Delivered(sent, tuple(failed))


def _claimed(database: Database[Document]) -> Iterator[Document]:
    untold = [
        {"cleared": None, "told": None},
        # No notice about the end of an alert whose beginning was never delivered.
        {"cleared": {"$ne": None}, "told": {"$ne": None}, "toldCleared": None},
    ]
    unclaimed = {"$expr": {"$lt": [{"$ifNull": ["$claimed", datetime(1970, 1, 1, tzinfo=UTC)]}, _ago(_CLAIM)]}}
    alerts = _alerts(database)
    for identity in [found["_id"] for found in alerts.find({"$or": untold}, {"_id": 1}).sort("since")]:
        found = alerts.find_one_and_update(
            {"_id": identity, "$or": untold, **unclaimed},
            {"$currentDate": {"claimed": True}},
            return_document=ReturnDocument.AFTER,
        )
        if found is not None:
            yield found


def _ago(span: timedelta) -> Document:
    return {"$subtract": ["$$NOW", round(span.total_seconds() * 1000)]}


def _notice(found: Document, state: str, database: str) -> Document:
    """Return the JSON object for the webhook (docs/runs.md)."""
    sign = "" if state == "firing" else "over: "
    return {
        "id": f"{found['_id']} @ {found['since'].isoformat()}",
        "state": state,
        "rule": found["rule"],
        "subject": found["subject"],
        "message": found["message"],
        "since": found["since"].isoformat(),
        "cleared": found["cleared"] and found["cleared"].isoformat(),
        "database": database,
        "from": socket.gethostname(),
        # Chat services show this line.
        "text": f"{sign}{found['rule']}: {found['message']}",
    }


def _alerts(database: Database[Document]) -> Any:
    return database["alerts"].with_options(codec_options=CodecOptions(tz_aware=True, tzinfo=UTC))
