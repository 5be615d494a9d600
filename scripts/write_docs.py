"""Write the tables of the documentation that are generated: columns, profiles, launchers, engines, options.

    python scripts/write_docs.py            (make docs)

A table stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

from turnkey_runner.contract import Settings
from turnkey_runner.contract.profiles import PROFILES
from turnkeyml import launchers
from turnkeyml.devices import all_devices
from turnkeyml.launchers.pins import pinned_engines
from turnkeyml.options.option_text import OptionText
from turnkeyml.options.request import GROUPS, RunRequest
from turnkeyml.report.columns import describe_columns

DOCS = Path(__file__).resolve().parents[1] / "docs"
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def describe_profile_table() -> str:
    """How each profile measures."""
    rows = [f"| `{name}` | {_processes(one)} | {_warmup(one)} | {_timing(one)} |" for name, one in PROFILES.items()]
    return "\n".join(["| `--profile` | processes | warm-up each | timing each |", "|---|---|---|---|", *rows]) + "\n"


def _processes(settings: Settings) -> str:
    if settings.target_half_width is None:
        return str(settings.processes)
    width = f"±{settings.target_half_width:.0%}".replace("%", " %")
    return f"{settings.processes}, then up to {settings.max_processes} while the interval is wider than {width}"


def _warmup(settings: Settings) -> str:
    return f"{settings.warmup_time_s:g} s, {settings.warmup_iterations} iterations"


def _timing(settings: Settings) -> str:
    samples = f"at least {settings.min_iterations} samples, at most {settings.max_time_s:g} s"
    return f"{settings.min_time_s:g} s, {samples}"


def describe_options() -> str:
    """The options of `turnkey run`, by group."""
    texts: list[OptionText] = [field.metadata["option"] for field in dataclasses.fields(RunRequest)]
    lines = ["| option | meaning |", "|---|---|"]
    for group in GROUPS:
        lines.append(f"| **{group}** | |")
        for text in texts:
            if text.group == group:
                meaning = launchers.help_text() if text.kind == "launcher" else text.help
                lines.append(f"| {', '.join(f'`{flag}`' for flag in text.flags)} | {meaning} |")
    return "\n".join(lines) + "\n"


def describe_launchers() -> str:
    """The launchers of the table."""
    rows = [f"| `{name}` | {entry.help} |" for name, entry in launchers.ALL.items()]
    return "\n".join(["| launcher | how runners are started |", "|---|---|", *rows]) + "\n"


def describe_engines() -> str:
    """The packages of each runner's environment that `make lock` pins, but for numpy."""
    rows = []
    for device in all_devices().values():
        for runner in device.all_runners():
            runtimes = runner.environment.runtimes if runner.environment else runner.runtimes
            engines = ", ".join(f"{name} {version}" for name, version in pinned_engines(runner).items())
            rows.append(f"| `{device.name}` | {', '.join(f'`{name}`' for name in runtimes)} | {engines} |")
    return "\n".join(["| device | runtimes | packages of their environment |", "|---|---|---|", *rows]) + "\n"


TABLES: dict[str, Callable[[], str]] = {
    "columns": describe_columns,
    "profiles": describe_profile_table,
    "options": describe_options,
    "launchers": describe_launchers,
    "engines": describe_engines,
}


def render(page: str) -> str:
    """A page with its generated tables as they should be."""
    return _BLOCK.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[4]}", page)


def main() -> None:
    """Write the pages that have changed."""
    for path in sorted(DOCS.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        rendered = render(page)
        if rendered != page:
            path.write_text(rendered, encoding="utf-8")
            print(path.name)


if __name__ == "__main__":
    main()
