"""Create roles and users of a cluster: crawlers write, consumers read, and neither can do more.

    MONGODB_URI=mongodb://admin:…@… NEWSCRAWLER_CRAWLER_PASSWORD=… NEWSCRAWLER_CONSUMER_PASSWORD=… python
    deploy/mongo_users.py

It can be run again: it updates roles and sets passwords anew. Needs a user with ``userAdmin`` on the database and
on ``newscrawler_private``, and nothing but pymongo.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

READ = ["find", "changeStream", "listCollections", "listIndexes", "collStats", "dbStats"]
# No right to drop or rename collections: a crawler removes single documents, which the change feed reports.
WRITE = ["insert", "update", "remove", "createCollection", "createIndex", "collMod"]

# Database with the secret of the suppression list (docs/readers.md). A consumer reads the whole database, and must not
# be able to try names against the list.
PRIVATE = "newscrawler_private"
SECRET_ROLE = "newscrawlerSecrets"
SECRET_RIGHTS = [{"resource": {"db": PRIVATE, "collection": "secrets"}, "actions": ["find", "insert", "update"]}]

ROLES = {"newscrawlerCrawler": READ + WRITE, "newscrawlerConsumer": READ}
USERS = {
    "crawler": ("newscrawlerCrawler", "NEWSCRAWLER_CRAWLER_PASSWORD"),
    "consumer": ("newscrawlerConsumer", "NEWSCRAWLER_CONSUMER_PASSWORD"),
}

ROLE_EXISTS, USER_EXISTS = 51002, 51003


def main() -> int:
    """Create all and return the exit status: 0 done, 1 the server refuses, 2 a variable is not set."""
    missing = [
        name for name in ("MONGODB_URI", *(password for _, password in USERS.values())) if not os.environ.get(name)
    ]
    if missing:
        print(f"mongo_users: set {', '.join(missing)} in the environment", file=sys.stderr)
        return 2
    name = os.environ.get("MONGODB_DATABASE", "newscrawler")
    try:
        with MongoClient(os.environ["MONGODB_URI"], serverSelectionTimeoutMS=15_000) as client:
            database = client[name]
            for role, actions in ROLES.items():
                # An empty collection name means all collections of this database.
                rights = [{"resource": {"db": name, "collection": ""}, "actions": actions}]
                make_or_update(database, "Role", ROLE_EXISTS, role, privileges=rights, roles=[])
            # A role has rights on its own database only, so this role belongs to the other database.
            make_or_update(client[PRIVATE], "Role", ROLE_EXISTS, SECRET_ROLE, privileges=SECRET_RIGHTS, roles=[])
            for user, (role, password) in USERS.items():
                roles = [{"role": role, "db": name}]
                if user == "crawler":
                    roles.append({"role": SECRET_ROLE, "db": PRIVATE})
                make_or_update(database, "User", USER_EXISTS, user, pwd=os.environ[password], roles=roles)
                print(f"mongo_users: {user} of {name} has the role {role}; in its URI: authSource={name}")
    except PyMongoError as error:
        print(f"mongo_users: MongoDB refuses: {error}", file=sys.stderr)
        return 1
    return 0


def make_or_update(database: Any, kind: str, exists: int, name: str, **what: Any) -> None:
    """Call ``createRole`` or, if it exists, ``updateRole``; the same for a user."""
    try:
        database.command(f"create{kind}", name, **what)
    except OperationFailure as error:
        if error.code != exists:
            raise
        database.command(f"update{kind}", name, **what)


if __name__ == "__main__":
    sys.exit(main())
