"""What a command line says about an option, kept beside the field that holds its value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "text", "flag", "count", "whole", "seconds", "number", "bytes", "assignment", "choice", "launcher", "cache"
]
"""`count`: a whole number from 1; `whole`: from 0; `seconds` and `number`: finite floats from `minimum`."""


@dataclass(frozen=True, kw_only=True)
class OptionText:
    """An option as it is typed and explained."""

    flags: tuple[str, ...]
    group: str
    """The heading in `--help`."""
    help: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    minimum: float = 0.0
    maximum: float | None = None
    metavar: str | None = None
    repeatable: bool = False
    show_default: bool = False
    envvar: str | None = None
    """None: named after the option."""


def option(*flags: str, group: str, help: str, default: Any = None, **text: Any) -> Any:
    """A dataclass field with the text of its option."""
    return field(default=default, metadata={"option": OptionText(flags=flags, group=group, help=help, **text)})
