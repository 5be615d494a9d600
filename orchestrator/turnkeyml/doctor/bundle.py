"""Gathers in one file what a maintainer needs to understand a problem, without secrets."""

from __future__ import annotations

import importlib.metadata
import itertools
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import turnkeyml
from turnkey_runner.contract import codec
from turnkey_runner.host.hardware import describe_hardware
from turnkeyml.cache import layout
from turnkeyml.cache.manifest import read_tail
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.devices import all_devices
from turnkeyml.doctor.checks import run_checks
from turnkeyml.doctor.versions import describe_installed, engine_components, host_components
from turnkeyml.errors import CacheError, TurnkeyError
from turnkeyml.system.printable import to_json_line
from turnkeyml.system.redact import make_redactor, shown_environment

_MAX_BUILDS = 20
_MAX_TEXT = 16_384
"""Characters of a log, and of any other text."""
_MAX_WORD = 512
_MAX_ITEMS = 500
"""Members of one list or object: packages, warnings."""


def write_bundle(path: Path, cache: Path | None) -> None:
    """Write a JSON file that only this user can read; `cache` adds the latest builds of a cache, with their logs.

    Raises `TurnkeyError` where the file exists or cannot be written.
    """
    plain = _clean(_gather(cache), make_redactor())
    text = json.dumps(json.loads(to_json_line(plain)), indent=1)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w") as file:
            file.write(text + "\n")
    except FileExistsError as error:
        raise TurnkeyError(f"{path} exists", remedy="choose another name") from error
    except OSError as error:
        raise TurnkeyError(f"cannot write {path}: {error.strerror}", remedy="choose another place") from error


def _gather(cache: Path | None) -> dict[str, Any]:
    packages = {one.name: one.version for one in importlib.metadata.distributions() if one.name}
    return {
        "schema": "turnkey.bundle/1",
        "turnkey": turnkeyml.__version__,
        "python": sys.version,
        "platform": platform.platform(),
        "hardware": describe_hardware(),
        "environment": shown_environment(),
        "packages": dict(sorted(packages.items())),
        "components": [asdict(one) for one in itertools.chain(host_components(), engine_components())],
        "checks": [asdict(check) for check in run_checks()],
        "runners": {
            runner.runner_name: _describe(describe_installed(runner))
            for device in all_devices().values()
            for runner in device.all_runners()
        },
        "cache": _describe_cache(cache) if cache is not None else None,
    }


def _describe(description: Any) -> Any:
    if description is None or isinstance(description, TurnkeyError):
        return str(description or "not installed")
    return codec.to_plain(description)


def _describe_cache(path: Path) -> dict[str, Any]:
    """The builds that were written last."""
    store = Store.open(path)
    names = sorted(store.build_names(), key=lambda name: _modified(path, name), reverse=True)
    latest = names[:_MAX_BUILDS]
    return {"builds": len(names), "latest": {name: dict(_describe_build(store, name)) for name in latest}}


def _describe_build(store: Store, name: str) -> Iterator[tuple[str, Any]]:
    try:
        build = store.load_build(name)
    except CacheError as error:
        yield "damaged", str(error)
    else:
        yield "stages", {stage: str(record.status) for stage, record in build.stages.items()}
        yield "failure", codec.to_plain(build.failure) if build.failure is not None else None
    for log in sorted(layout.build(store.path, name).glob("log_*.txt"))[:_MAX_BUILDS]:
        yield log.name, _without_first_word(read_tail(log, _MAX_TEXT))
    yield "results", [_describe_result(found) for found in store.read_results(name, samples=False)]


def _describe_result(found: Any) -> dict[str, Any]:
    if isinstance(found, DamagedFile):
        return {"file": found.path.name, "damaged": str(found.error)}
    job, result = found.job, found.result
    return {
        "target": [job.device, job.runtime, job.precision, job.settings.mode],
        "launcher": found.launcher,
        "image": found.image,
        "runner": dict(found.runner),
        "failure": codec.to_plain(result.failure) if result.failure is not None else None,
        "log": _without_first_word(result.log[-_MAX_TEXT:]),
    }


def _modified(cache: Path, name: str) -> float:
    try:
        return (layout.build(cache, name) / layout.BUILD).lstat().st_mtime
    except OSError:
        return 0.0


def _without_first_word(text: str) -> str:
    """The end of a text, from the first space on where it may have been cut within a word."""
    return text if len(text) < _MAX_TEXT else text[_MAX_WORD:].partition(" ")[2] or text[_MAX_WORD:]


def _cut_at_space(text: str) -> str:
    """Without the last word: half of a secret would not be known as one."""
    return text.rstrip().rpartition(" ")[0] if " " in text[-_MAX_WORD:] else text[:-_MAX_WORD]


def _clean(value: Any, redact: Callable[[str], str]) -> Any:
    """The value, bounded, with every text redacted, those that are keys too."""
    match value:
        case str():
            return redact(value if len(value) <= _MAX_TEXT else f"{_cut_at_space(value[:_MAX_TEXT])}…")
        case dict():
            items = itertools.islice(value.items(), _MAX_ITEMS)
            return {redact(str(key)): _clean(item, redact) for key, item in items}
        case list() | tuple():
            return [_clean(item, redact) for item in value[:_MAX_ITEMS]]
        case None | bool() | int() | float():
            return value
        case _:
            return redact(str(value))
