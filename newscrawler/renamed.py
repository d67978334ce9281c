"""Former names of public classes and functions, kept for one version (docs/versioning.md)."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import Any

__all__ = ["renamed"]


def renamed(package: str, name: str, table: Mapping[str, str]) -> Any:
    """Return the object that a former name of a package means, with a ``DeprecationWarning``; for ``__getattr__``.

    The module is imported when a name is used, because it may import the package.

    :param table: former name → name that replaces it, with its module unless that is the package itself
    :raises AttributeError: the package never had this name
    """
    if name not in table:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    message = f"{package}.{name} is now {table[name]}; the old name is removed in 0.3"
    # The caller of __getattr__, which calls this function
    warnings.warn(message, DeprecationWarning, stacklevel=3)
    module, _, new = table[name].rpartition(".")
    return getattr(importlib.import_module(module or package), new)
