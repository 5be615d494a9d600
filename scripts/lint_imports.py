"""Checks the import rules of pyproject.toml, with the package of every device's runner in the place of "RUNNERS".

import-linter reads lists of packages that are written down; which devices there are is known from the folders.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[1]
RUNNERS = "RUNNERS"


def runner_packages() -> list[Path]:
    """The package of each device's runner."""
    return sorted(path.parent for path in ROOT.glob("runners/*/*/__main__.py"))


def expand(value: Any, packages: list[str]) -> str:
    """A setting as the value in an INI file, with the packages in their place."""
    if not isinstance(value, list):
        return str(value)
    return "".join(f"\n    {word}" for one in value for word in (packages if one == RUNNERS else [one]))


def ini_of(rules: dict[str, Any], packages: list[str]) -> str:
    """The rules in the form of `.importlinter`."""
    contracts = rules.pop("contracts")
    sections = [("importlinter", rules)]
    sections += [(f"importlinter:contract:{number}", contract) for number, contract in enumerate(contracts)]
    lines = []
    for name, settings in sections:
        lines.append(f"[{name}]")
        for key, value in settings.items():
            lines.append(f"{key} = {expand(value, packages)}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Check; the exit status of import-linter."""
    folders = runner_packages()
    sys.path[:0] = [str(folder.parent) for folder in folders]
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as config:
        config.write(ini_of(rules, [folder.name for folder in folders]))
        config.flush()
        return lint_imports(config_filename=config.name, no_cache=True) or EXIT_STATUS_SUCCESS


if __name__ == "__main__":
    sys.exit(main())
