"""Has a script import its own modules, whatever of the same name its process has imported before it.

The fork server imports installed packages for all scripts. One that has a module or package of such a name beside it
finds that one under plain Python, so what was imported is forgotten before the script runs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

from turnkeyml.system.importable import importable_names

_NEVER = frozenset({"__main__", "turnkeyml", "turnkey_runner"})
_needed: frozenset[str] = frozenset()
"""The topmost modules that turnkey's own code has imported."""


def remember_needed() -> None:
    """Take what is imported now for what analysis and export need."""
    global _needed
    _needed = frozenset(name.partition(".")[0] for name in sys.modules)


def forget_hidden(script_folder: Path) -> dict[str, ModuleType]:
    """Remove the modules whose names are those of modules beside the script; return what was removed."""
    hidden = importable_names(str(script_folder)) & {name.partition(".")[0] for name in sys.modules} - _NEVER
    if hidden & sys.stdlib_module_names:
        hidden -= _imported_at_start()
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in hidden}


def restore_needed(forgotten: dict[str, ModuleType]) -> None:
    """Give the exporters their modules back, which they import by name; the script keeps those that it has."""
    sys.modules.update({name: module for name, module in forgotten.items() if name.partition(".")[0] in _needed})


def _imported_at_start() -> set[str]:
    """The modules that Python imports before a script's folder is searched: no module beside a script hides them."""
    code = "import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return {name.partition(".")[0] for name in done.stdout.split()} | set(sys.builtin_module_names)
