"""Loading of spiders: a faulty file disables only its own spiders."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

__all__ = ["FaultTolerantSpiderLoader"]

_told: set[str] = set()
"""Messages that this process has printed already: commands load the spiders more than once."""


class FaultTolerantSpiderLoader(SpiderLoader):
    """Spider loader that skips a file that cannot be imported, and prints one line about it.

    Scrapy's loader ends every command with a traceback. With ``SPIDER_LOADER_WARN_ONLY`` it tolerates only errors of
    import and syntax, and skips all files after the faulty file.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self.faults: dict[str, str] = {}
        """Message about each skipped module, by module name. It names the file."""
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        for package in self.spider_modules:
            for module in self._modules(package):
                self._load_or_tell(module)
        self._check_name_duplicates()

    def _modules(self, name: str) -> Iterator[str]:
        """Yield the name of a module and, for a package, of its modules. A faulty package hides its modules."""
        yield name
        module = sys.modules.get(name)
        for _, inner, is_package in iter_modules(getattr(module, "__path__", ())):
            if is_package:
                yield from self._modules(f"{name}.{inner}")
            else:
                yield f"{name}.{inner}"

    def _load_or_tell(self, name: str) -> None:
        try:
            self._load_spiders(import_module(name))
        except (Exception, SystemExit) as error:
            line = f"{_place(error, name)}: {_words(error)}; the spiders of {name} are skipped until it is fixed"
            self.faults[name] = line
            if line not in _told:
                _told.add(line)
                # Not logged: `scrapy list` switches the log off, and a crawl loads its spiders before the log is set
                # up.
                print(f"scrapy: {line}", file=sys.stderr)


def _place(error: BaseException, module: str) -> str:
    """Return the file and line that raised, or the module's name if no line of a file did."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_short(error.filename)}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    # The last frame outside of installed packages and Python: a line of the author.
    own = [frame for frame in frames if frame.filename != __file__ and not _is_foreign(frame.filename)]
    return f"{_short(own[-1].filename)}, line {own[-1].lineno}" if own else module


def _is_foreign(file: str) -> bool:
    return file.startswith("<") or "site-packages" in file or file.startswith(f"{sys.base_prefix}/lib")


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def _words(error: BaseException) -> str:
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
