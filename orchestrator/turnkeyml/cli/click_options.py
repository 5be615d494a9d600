"""Creates Click options from the fields of `RunRequest`, and groups them in `--help`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import click

from turnkeyml import launchers
from turnkeyml.cli.shared_options import (
    Assignment,
    Bytes,
    CacheDir,
    Finite,
    LazyChoice,
    VariadicOptionCommand,
    is_label,
)
from turnkeyml.options.option_text import OptionText
from turnkeyml.options.request import GROUPS, RunRequest

F = TypeVar("F", bound=Callable[..., Any])


class GroupedCommand(VariadicOptionCommand):
    """A command whose `--help` lists the options of `RunRequest` by group."""

    many = {"--labels": is_label}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section per group, then the remaining options."""
        groups = {name: text.group for name, text in _texts().items()}
        records: dict[str, list[tuple[str, str]]] = {group: [] for group in (*GROUPS, "Options")}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Argument):  # described in the text above the options
                continue
            record = parameter.get_help_record(ctx)
            if record is not None:
                records[groups.get(parameter.name or "", "Options")].append(record)
        for group, lines in records.items():
            if lines:
                with formatter.section(group):
                    formatter.write_dl(lines)


def request_options(function: F) -> F:
    """Add all options of `RunRequest`, in the order of its fields."""
    for field in reversed(dataclasses.fields(RunRequest)):
        text: OptionText = field.metadata["option"]
        function = click.option(*text.flags, field.name, **_arguments(text, field.default))(function)
    return function


def _texts() -> dict[str, OptionText]:
    return {field.name: field.metadata["option"] for field in dataclasses.fields(RunRequest)}


def _arguments(text: OptionText, default: Any) -> dict[str, Any]:
    """The arguments of `click.option` for an option."""
    arguments: dict[str, Any] = {
        "help": launchers.help_text() if text.kind == "launcher" else text.help,
        "default": default,
        "metavar": text.metavar,
        "show_default": text.show_default,
    }
    if text.envvar:
        arguments |= {"envvar": text.envvar, "show_envvar": True}
    if text.kind == "flag":
        return arguments | {"is_flag": True}
    return arguments | {"type": _type(text), "multiple": text.repeatable}


def _type(text: OptionText) -> Any:
    match text.kind:
        case "count":
            return click.IntRange(min=1)
        case "whole":
            return click.IntRange(min=int(text.minimum), max=None if text.maximum is None else int(text.maximum))
        case "seconds" | "number":
            return Finite(min=text.minimum)
        case "bytes":
            return Bytes()
        case "assignment":
            return Assignment()
        case "choice":
            return click.Choice(text.choices)
        case "launcher":
            return LazyChoice(launchers.names)
        case "cache":
            return CacheDir()
        case "text" | "flag":
            return str
