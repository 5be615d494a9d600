"""Command lines of TurnkeyML and MLAgility: rewritten to what they mean, or refused with what to type instead.

docs/switching.md has the same table for readers.
"""

from __future__ import annotations

import itertools
import os
import shlex
from collections.abc import Callable, Sequence

import click

_RENAMED = {
    "--input-caches": "-d",
    "--input-files": "",
    "--output-dir": "--report-dir",
    "--processes": "--jobs",
}
"""Options with another name; with an empty one, their values are INPUTS."""
_NEEDLESS = ("--process-isolation", "--resume", "--quiet")
"""Options for what turnkey always does."""
_REFUSED = {
    "--rt-args": "runtimes take no arguments of their own; see --threads, --mode and --profile",
    "--use-slurm": "start `turnkey run` in a Slurm job yourself: `srun turnkey run INPUTS…`",
}
_FOREIGN_VALUES = ("--script-args",)
"""Options whose value has words of others."""
_VALUES = {
    ("--rebuild", "if_needed"): "if-needed",
    ("--verbosity", "static"): "normal",
    ("--verbosity", "dynamic"): "normal",
    ("--verbosity", "auto"): "normal",
    ("--runtime", "trt"): "tensorrt",
}
_STAGES: dict[str, tuple[str, ...]] = {
    "discover": (),
    "load-onnx": (),
    "load-build": (),
    "export-pytorch": (),
    "optimize-ort": (),
    "optimize-onnx": (),
    "verify-exporter": (),
    "verify-onnx-exporter": (),
    "convert-fp16": ("--precision", "fp16"),
    "quantize-onnx": ("--precision", "int8"),
    "benchmark": (),
}
"""Tools of a sequence (TurnkeyML 2 to 6), with the options that they stand for."""
_EXPORTING = frozenset(_STAGES) - {"discover", "load-onnx", "load-build"}
_CACHE_COMMANDS = {"report": "report", "stats": "show", "print": "show", "benchmark": "run"}
_CACHE_FLAGS = {"--list": "list", "-l": "list", "--stats": "show", "--delete": "delete", "--clean": "clean"}
_TOOLS = {"system-info": ["doctor"], "version-info": ["version"]}

VARIABLES = {
    "TURNKEY_ONNX_OPSET": "--onnx-opset",
    "TURNKEY_TIMEOUT_SECONDS": "--timeout",
    "TURNKEY_VERBOSITY": "--verbosity",
    "TURNKEY_TRACEBACK": "the file log_analysis.txt of a build, which has every traceback",
    "TURNKEY_BUILD_MONITOR": "--verbosity",
}
"""Environment variables of TurnkeyML, with what takes their place."""


def rewrite(arguments: Sequence[str], commands: Sequence[str], note: Callable[[str], None]) -> list[str]:
    """The command line in today's words; `note` is called with it where it has become another one.

    Raises `click.UsageError` for what has no counterpart.
    """
    rewritten = list(arguments)
    if not rewritten:
        return rewritten
    if not os.path.exists(rewritten[0]):  # a file is an INPUT, whatever its name is
        rewritten = _rewrite_cache(_rewrite_sequence(rewritten, commands))
        rewritten = _TOOLS.get(rewritten[0], rewritten[:1]) + rewritten[1:]
    rewritten = _rewrite_options(rewritten, commands)
    if rewritten != list(arguments):
        note(f"these are TurnkeyML's words; today: {shlex.join(['turnkey', *rewritten])}")
    return rewritten


def ignored_variables(environment: Sequence[str]) -> list[str]:
    """A line for each variable of TurnkeyML that is set, and has no effect."""
    return [f"{name} has no effect; use {VARIABLES[name]}" for name in sorted(VARIABLES.keys() & set(environment))]


def _rewrite_sequence(arguments: list[str], commands: Sequence[str]) -> list[str]:
    """`-i FILES TOOL TOOL …`, and `benchmark FILES`, as `run FILES`."""
    takes_files = arguments[0] in ("-i", "--input-files") or any(word in ("-i", "--input-files") for word in arguments)
    if arguments[0] in commands or not (takes_files or arguments[0] in _STAGES):
        return arguments
    tools = [word for word in arguments if word in _STAGES]
    words: list[str] = []
    for word in arguments:
        if word in _STAGES:
            words += _STAGES[word]
        elif word not in ("-i", "--input-files"):
            words.append("--onnx-opset" if word == "--opset" else word)
    is_sequence = takes_files and tools
    if is_sequence and "benchmark" not in tools:
        words.append("--build-only" if _EXPORTING & set(tools) else "--analyze-only")
    return ["run", *words]


def _rewrite_cache(arguments: list[str]) -> list[str]:
    """`cache report`, `cache stats BUILD`, `cache --list` and the like."""
    if arguments[0] != "cache" or len(arguments) < 2:
        return arguments
    word, rest = arguments[1], arguments[2:]
    command = _CACHE_COMMANDS.get(word) or next((_CACHE_FLAGS[one] for one in arguments if one in _CACHE_FLAGS), "")
    if not command:
        return arguments
    if word not in _CACHE_COMMANDS:
        rest = [one for one in arguments[1:] if one not in _CACHE_FLAGS]
    rest = [one for one in rest if one not in ("-b", "--build-names")]
    if command != "run":
        return [command, *rest] if command == "report" else ["cache", command, *rest]
    if "--all" not in rest:
        raise click.UsageError(
            "`cache benchmark BUILD` is `turnkey run SCRIPT.py::HASH -d CACHE`; without INPUTS, all builds are measured"
        )
    return ["run", *(one for one in rest if one != "--all")]


def _rewrite_options(arguments: list[str], commands: Sequence[str]) -> list[str]:
    is_run = arguments[:1] == ["run"] or arguments[:1] == [] or arguments[0] not in commands
    rewritten: list[str] = []
    words = iter(arguments)
    for word in words:
        option, equals, value = word.partition("=")
        if word == "--":
            return [*rewritten, word, *words]
        if word in _FOREIGN_VALUES:
            rewritten += [word, *itertools.islice(words, 1)]
            continue
        if option in _REFUSED:
            raise click.UsageError(f"there is no {option}: {_REFUSED[option]}")
        if option in _NEEDLESS:
            continue
        if option == "--sequence":
            name = value if equals else next(words, "")
            rewritten += ["--precision", "fp16"] if "fp16" in name else []
        elif option in _RENAMED:
            rewritten += [one for one in (_RENAMED[option], value) if one]
        elif arguments[0] == "report" and option == "-i":
            rewritten.append("-d")
        elif is_run and option in ("-a", "-b") and not equals:
            rewritten.append({"-a": "--analyze-only", "-b": "--build-only"}[option])
        elif option == "--device" and "::" in (value or ""):
            raise _device_part(value)
        else:
            rewritten.append(_today(rewritten[-1:], word))
    return rewritten


def _today(before: list[str], word: str) -> str:
    """A word, which may be the value of the option before it or have that option in it."""
    option, equals, value = word.partition("=")
    if equals:
        return f"{option}={_VALUES.get((option, value), value)}"
    if before == ["--device"] and "::" in word:
        raise _device_part(word)
    return _VALUES.get((before[0], word), word) if before else word


def _device_part(name: str) -> click.UsageError:
    family = name.partition("::")[0]
    return click.UsageError(f"a device has no parts: write --device {family}; the report names the hardware")
