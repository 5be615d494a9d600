"""What a script imports, and which of that the fork server should preload: found by parsing, nothing is run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_SENSITIVE_TEXT = ("environ", "putenv", "sys.modules", "importlib.reload")
"""A script with one of these may have to run before a library is imported, so nothing is preloaded for it."""


@dataclass(frozen=True, kw_only=True)
class Imports:
    """What a script imports at its top level: `module`, or `module:name` for `from module import name`."""

    names: tuple[str, ...] = ()
    is_sensitive: bool = False
    """Whether the script must find its libraries not yet imported."""
    is_model: bool = False
    """Whether it is no script, but an .onnx file."""
    folder: Path | None = None
    """The folder that the script's container sees; None on the host."""


def read_imports(script: Path) -> Imports:
    """Parse a script; one that cannot be parsed imports nothing (running it will report the reason)."""
    if script.suffix == ".onnx":
        return Imports(is_model=True)
    try:
        text = script.read_text(encoding="utf-8-sig")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return Imports()
    names = tuple(dict.fromkeys(name for node in tree.body for name in _names(node)))
    return Imports(names=names, is_sensitive=any(part in text for part in _SENSITIVE_TEXT))


def read_modules(source: bytes) -> frozenset[str]:
    """The modules that a source imports anywhere, also in functions and conditionally; none where it is broken."""
    try:
        tree = ast.parse(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return frozenset()
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))
    return frozenset(name.partition(":")[0] for node in statements for name in _names(node))


class Preloads:
    """Chooses the imports that several scripts are likely to share.

    These are modules, the first names imported from a package, and names that were seen before. The first name of
    a package that loads its parts lazily loads what all parts share; a part that only one script needs is
    imported in that script's process, in parallel with others.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._packages: set[str] = set()

    def choose(self, imports: Imports) -> tuple[str, ...]:
        """The names to preload for a script with these imports, and for scripts like it."""
        chosen: list[str] = []
        new_packages: set[str] = set()
        for name in imports.names:
            module, _, attribute = name.partition(":")
            package = module.partition(".")[0]
            if package not in self._packages:
                new_packages.add(package)
            self._seen[name] += 1
            chosen.append(name if not attribute or package in new_packages or self._seen[name] > 1 else module)
        self._packages |= new_packages
        return tuple(dict.fromkeys(chosen))


def is_within(name: str, modules: Collection[str]) -> bool:
    """Whether `modules` has a name, its module, or a package above: importing the name imports that as well."""
    module = name.partition(":")[0]
    parts = module.split(".")
    return bool({name, *(".".join(parts[:count]) for count in range(1, len(parts) + 1))} & set(modules))


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield from (node.module if alias.name == "*" else f"{node.module}:{alias.name}" for alias in node.names)
