"""Finds the environment variables that a script reads: another value may define another model.

What counts is a read by the script's own code, also through the standard library, and one by an installed package of a
variable that it does not name itself: the script has named it. Other variables are settings of the package.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from types import FrameType
from typing import Any

from turnkeyml.analysis.frame_owner import Owner, caller, find_owner, is_being_imported
from turnkeyml.system.environment import ALL_VARIABLES, digests_of

_Environ: Any = type(os.environ)


class _Reads:
    """What this process has read since the script was started."""

    def __init__(self) -> None:
        self.initial: dict[str, str] = {}
        """The environment that the script was started with: what it sets itself is its own."""
        self.names: set[str] = set()
        self.is_active = False


_reads = _Reads()


def start() -> None:
    """Record from now on."""
    _reads.initial, _reads.names = dict(os.environ), set()
    _reads.is_active = True
    if _Environ.__getitem__.__module__ == __name__:
        return  # a second script in this process
    get, iterate = _Environ.__getitem__, _Environ.__iter__

    def get_recorded(self: Any, key: Any) -> Any:
        if _reads.is_active and isinstance(key, str | bytes):
            _record(os.fsdecode(key), caller(1))
        return get(self, key)

    def iterate_recorded(self: Any) -> Iterator[Any]:
        if _reads.is_active and ALL_VARIABLES not in _reads.names and _is_iterated_for_script(caller(1)):
            _reads.names.add(ALL_VARIABLES)
        return iterate(self)  # type: ignore[no-any-return]

    _Environ.__getitem__, _Environ.__iter__ = get_recorded, iterate_recorded


def stop() -> None:
    """Record no more: what follows is turnkey's own work."""
    _reads.is_active = False


def digests(*names: str) -> dict[str, str]:
    """The digests of the values that the variables had when the script was started: those read, and `names`."""
    return digests_of(_reads.initial, {*_reads.names, *names})


def initial_value(name: str) -> str:
    """A variable as the script was started with it; empty where it was not set."""
    return _reads.initial.get(name, "")


def _record(name: str, frame: FrameType | None) -> None:
    if name in _reads.names or os.environ._data.get(os.fsencode(name)) != _initial_bytes(name):  # type: ignore[attr-defined]
        return  # what the script has set itself is its own
    owner, frames = find_owner(frame)
    if owner is Owner.SCRIPT or not (any(map(partial(_is_named_in, name), frames)) or is_being_imported(frames)):
        _reads.names.add(name)


def _initial_bytes(name: str) -> bytes | None:
    value = _reads.initial.get(name)
    return None if value is None else os.fsencode(value)


def _is_named_in(name: str, frame: FrameType) -> bool:
    return name in frame.f_code.co_consts


def _is_iterated_for_script(frame: FrameType | None) -> bool:
    """A package that goes through all variables may look for the script's settings, as pydantic's settings do.

    Not so one that is being imported, torch, which hands its environment on to compilers, and a search for a proxy.
    """
    owner, frames = find_owner(frame)
    if owner is Owner.SCRIPT or not frames:
        return owner is Owner.SCRIPT
    is_of_torch = str(frames[-1].f_globals.get("__name__")).partition(".")[0] == "torch"
    is_proxy_search = any(one.f_code.co_name == "getproxies_environment" for one in frames)
    return not (is_of_torch or is_proxy_search or is_being_imported(frames))
