"""Which of a script's imports the fork server should have before it forks: found by parsing, nothing is run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_SENSITIVE = ("environ", "putenv", "sys.modules", "importlib.reload")
"""Words of a script that may want to be there before a library is imported: it imports everything itself."""


@dataclass(frozen=True, kw_only=True)
class Imports:
    """What a script imports at its top level: `module`, or `module:name` for a name out of one."""

    names: tuple[str, ...] = ()
    sensitive: bool = False
    """Whether it has to find the libraries unimported."""


def read_imports(script: Path) -> Imports:
    """Parse a script; one that cannot be parsed imports nothing (running it will tell why)."""
    try:
        text = script.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return Imports()
    names = tuple(dict.fromkeys(name for node in tree.body for name in _names(node)))
    return Imports(names=names, sensitive=any(word in text for word in _SENSITIVE))


def read_modules(script: Path) -> frozenset[str]:
    """The modules that a script imports anywhere, in functions and under conditions as well; none of a broken one."""
    try:
        tree = ast.parse(script.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return frozenset()
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))
    return frozenset(name.partition(":")[0] for node in statements for name in _names(node))


class Preloads:
    """Chooses what is worth importing once for all: modules, the first names out of a package, and names seen twice.

    A package that loads its parts lazily loads what all of them share with the first; a part that
    only one script needs is imported in that script's own process, beside the others'.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._packages: set[str] = set()

    def choose(self, imports: Imports) -> tuple[str, ...]:
        """The names to import before a script with these imports is forked."""
        chosen: list[str] = []
        fresh: set[str] = set()
        for name in imports.names:
            module, _, attribute = name.partition(":")
            package = module.partition(".")[0]
            if package not in self._packages:
                fresh.add(package)
            self._seen[name] += 1
            chosen.append(name if not attribute or package in fresh or self._seen[name] > 1 else module)
        self._packages |= fresh
        return tuple(dict.fromkeys(chosen))


def is_within(name: str, modules: Collection[str]) -> bool:
    """Whether importing a name imports one of some modules or names: itself, where it is from, a package above."""
    module = name.partition(":")[0]
    parts = module.split(".")
    return bool({name, *(".".join(parts[:count]) for count in range(1, len(parts) + 1))} & set(modules))


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield from (node.module if alias.name == "*" else f"{node.module}:{alias.name}" for alias in node.names)
