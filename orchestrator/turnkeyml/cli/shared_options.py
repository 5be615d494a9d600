"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import functools
import math
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from turnkeyml import launchers
from turnkeyml.system.paths import DEFAULT_CACHE

F = TypeVar("F", bound=Callable[..., Any])


class LazyChoice(click.Choice[str]):
    """One of some names that are looked up when they are needed: plugins add some, and finding them takes a while."""

    def __init__(self, find_names: Callable[[], Sequence[str]]) -> None:
        super().__init__(())
        del self.choices
        self._find_names = find_names

    @functools.cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """The names."""
        return tuple(self._find_names())


class VariadicOptionCommand(click.Command):
    """A command with options that take several values: `-d a b`, `--labels k::v k::v`."""

    many: dict[str, Callable[[str], bool]] = {}
    """Per option, whether a word is one of its values."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each of its values, then parse as usual."""
        return super().parse_args(ctx, expand_variadic(args, self.many))


def expand_variadic(arguments: Sequence[str], many: dict[str, Callable[[str], bool]]) -> list[str]:
    """Rewrite `-d a b` or `-d=a b` to `-d a -d b`, up to the first word that is no value of the option."""
    rewritten: list[str] = []
    current_option, has_value = "", False
    for position, word in enumerate(arguments):
        if word == "--":
            return [*rewritten, *arguments[position:]]
        option, is_joined, value = _split_option(word, many)
        if option in many:
            current_option, has_value = option, is_joined
            rewritten += [option, value] if is_joined else [option]
        elif current_option and not has_value and not word.startswith("-"):
            has_value = True
            rewritten.append(word)
        elif current_option and not word.startswith("-") and many[current_option](word):
            rewritten += [current_option, word]
        else:
            current_option = ""
            rewritten.append(word)
    return rewritten


def _split_option(word: str, many: Iterable[str]) -> tuple[str, bool, str]:
    """Split `--labels=k::v`, `-d=a` or `-da` into option, whether a value is joined to it, and the value."""
    option, equals, value = word.partition("=")
    if option not in many and not word.startswith("--") and word[:2] in many:
        return word[:2], True, word[2:]
    return option, bool(equals), value


def is_label(word: str) -> bool:
    """Whether a word is a label, and not `script.py::HASH`."""
    return "::" in word and not re.search(r"\.(py|onnx)::", word)


class Bytes(click.ParamType[int]):
    """A number of bytes: `8G`, `512M`, `1000000`."""

    name = "bytes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse the number and its unit."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", str(value), re.IGNORECASE)
        if found is None:
            self.fail(f"{value!r} is not a size; write 8G or 512M", param, ctx)
        return int(float(found[1]) * 1024 ** " KMGT".index(found[2].upper() or " "))


class Finite(click.FloatRange):
    """A finite number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the number; `nan` and `inf` are refused."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number", param, ctx)
        return number


class Percent(click.ParamType[float]):
    """A fraction: `5%` or `0.05`."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the number and an optional percent sign."""
        try:
            fraction = float(str(value).rstrip("%")) / (100 if str(value).endswith("%") else 1)
        except ValueError:
            fraction = math.nan
        if not (math.isfinite(fraction) and fraction >= 0.0):
            self.fail(f"{value!r} is not a fraction; write 5% or 0.05", param, ctx)
        return fraction


class Assignment(click.ParamType[tuple[str, int]]):
    """`NAME=N`, with a positive integer."""

    name = "name=n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Parse the name and the number."""
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        if not name or not number.isdigit() or int(number) == 0:
            self.fail(f"{value!r} is not NAME=N with a positive integer", param, ctx)
        return name, int(number)


class CacheDirs(click.types.StringParamType):
    """A cache. The environment variable separates several by colons, as PATH does; spaces are part of a path."""

    envvar_list_splitter = os.pathsep

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Split the value of the variable, and ignore empty parts."""
        return [part for part in super().split_envvar_value(rv) if part]


class CacheDir(click.types.StringParamType):
    """A cache, for commands that use only one: the environment variable must not name several."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse several caches from the environment variable. On the command line, a colon is part of the path."""
        is_variable = param and ctx and ctx.get_parameter_source(param.name or "") is ParameterSource.ENVIRONMENT
        if is_variable and len(CacheDirs().split_envvar_value(str(value))) > 1:
            self.fail(f"the variable names several caches, {value!r}; choose one with -d", param, ctx)
        return str(super().convert(value, param, ctx))


def cache_option(function: F) -> F:
    """`-d/--cache-dir`: one cache."""
    return click.option(
        "-d",
        "--cache-dir",
        type=CacheDir(),
        default=DEFAULT_CACHE,
        show_default=True,
        envvar="TURNKEY_CACHE_DIR",
        show_envvar=True,
        help="Cache: a folder that exists or has a slash, or a name in the cache root.",
    )(function)


def caches_option(function: F) -> F:
    """`-d/--cache-dir A B …`: several caches."""
    return click.option(
        "-d",
        "--cache-dir",
        "cache_dirs",
        type=CacheDirs(),
        multiple=True,
        default=(DEFAULT_CACHE,),
        show_default=True,
        envvar="TURNKEY_CACHE_DIR",
        show_envvar=True,
        metavar="CACHE [CACHE …]",
        help="One or more caches: folders that exist or have a slash, or names in the cache root.",
    )(function)


def launcher_option(function: F) -> F:
    """`--launcher`: how runners are started."""
    return click.option(
        "--launcher",
        type=LazyChoice(launchers.names),
        default="auto",
        show_default=True,
        help=launchers.help_text(),
    )(function)


def json_option(function: F) -> F:
    """`--json`: output for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one value per line.")(function)
