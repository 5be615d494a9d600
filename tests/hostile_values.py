"""What may stand in a record of a cache that came from anyone, and in the place of its file."""

from __future__ import annotations

import copy
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]
"""Keys and indices from the top of a record to one of its values."""

TEXTS = (
    *("../x", "../../victim", "/etc/passwd", ".", "..", "", "a/b", "x\x00y", "\ud800", "\x1b]0;x\x07", "\u202ex"),
    *("=cmd()", "<script>", "x" * 5000, "a\nb", ".lock", "-d", "{0.__class__}", "%s%n"),
)
NUMBERS = (-1, 0, 2**63 - 1, 2**63, -(2**63), 10**4000, 1e308, 5e-324, 1e-300, -0.0, True)
OTHERS = (None, [], {}, [[]], {"": ""}, {"a": [1]}, [None], ["x"], [0], [-1], [10**18] * 3)
VALUES: tuple[Any, ...] = (*TEXTS, *NUMBERS, *OTHERS)


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every value within a record; of a list, the first two."""
    if here:
        yield here
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value[:2]))
    for key, item in items:
        yield from places(item, (*here, key))


def replaced(record: Any, place: Place, value: Any) -> Any:
    """A copy of a record with another value in one place."""
    changed = copy.deepcopy(record)
    parent = changed
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    return changed


def renamed(record: Any, place: Place, key: str) -> Any:
    """A copy of a record with another key in one place."""
    changed = copy.deepcopy(record)
    parent = changed
    for step in place[:-1]:
        parent = parent[step]
    parent[key] = parent.pop(place[-1])
    return changed


def removed(record: Any, place: Place) -> Any:
    """A copy of a record without one value."""
    changed = copy.deepcopy(record)
    parent = changed
    for step in place[:-1]:
        parent = parent[step]
    del parent[place[-1]]
    return changed


def _replace(make: Callable[[Path], object]) -> Callable[[Path, Path], None]:
    def replace(path: Path, victim: Path) -> None:
        path.unlink()
        make(path)

    return replace


def _listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        folder = os.open(path.parent, os.O_PATH)
        listener.bind(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)


def _link_to_victim(path: Path, victim: Path) -> None:
    path.unlink()
    path.symlink_to(victim)


FILES: dict[str, Callable[[Path, Path], None]] = {
    "fifo": _replace(os.mkfifo),
    "folder": _replace(os.mkdir),
    "socket": _replace(_listen),
    "endless device": _replace(lambda path: path.symlink_to("/dev/zero")),
    "terminal": _replace(lambda path: path.symlink_to("/dev/tty")),
    "link": _link_to_victim,
    "loop": _replace(lambda path: path.symlink_to(path)),
    "empty": lambda path, _: path.write_bytes(b"") and None,
    "cut off": lambda path, _: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) and None,
    "no UTF-8": lambda path, _: path.write_bytes(b"\xff\xfe{}") and None,
    "UTF-16": lambda path, _: path.write_bytes(path.read_text().encode("utf-16")) and None,
    "mark of order": lambda path, _: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()) and None,
    "raw surrogate": lambda path, _: (
        path.write_bytes(path.read_bytes().replace(b'"schema"', b'"\xed\xa0\x80"')) and None
    ),
    "deep": lambda path, _: path.write_bytes(b"[" * 10**6) and None,
    "deep in a field": lambda path, _: path.write_bytes(b'{"schema": ' + b"[" * 10**5 + b"]" * 10**5 + b"}") and None,
    "many lists": lambda path, _: path.write_bytes(b"[" + b"[]," * 5 * 10**6 + b"[]]") and None,
    "sparse": lambda path, _: os.truncate(path, 1 << 40),
    "two keys": lambda path, _: path.write_bytes(path.read_bytes().replace(b"{", b'{"a": 1, "a": 2, ', 1)) and None,
    "not a number": lambda path, _: path.write_bytes(b'{"schema": NaN}') and None,
    "no object": lambda path, _: path.write_bytes(b"null") and None,
}
"""By name: replace a file. The second path is what a link leads to."""
