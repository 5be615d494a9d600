"""Which installed components have a known vulnerability: the table advisories.toml against their versions."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("advisories.toml")


@dataclass(frozen=True, kw_only=True)
class Advisory:
    """A known vulnerability of one component."""

    component: str
    fixed: Sequence[str]
    """The first good version of each branch that got the fix."""
    id: str
    effect: str


@functools.cache
def all_advisories() -> tuple[Advisory, ...]:
    """The table."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["advisory"]
    return tuple(Advisory(**row) for row in rows)


def find_advisories(component: str, version: str, advisories: Iterable[Advisory] | None = None) -> list[Advisory]:
    """The advisories that a version is below; none for a version that has no number."""
    known = all_advisories() if advisories is None else advisories
    return [one for one in known if one.component == component and _is_below(version, one.fixed)]


def remedy_version(version: str, found: Iterable[Advisory]) -> str:
    """The nearest version above that fixes all of them."""
    above = [[fix for fix in one.fixed if _number(fix) > _number(version)] for one in found]
    return max((min(fixes, key=_number) for fixes in above), key=_number)


def _is_below(version: str, fixed: Sequence[str]) -> bool:
    number = _number(version)
    if not number or number >= max(map(_number, fixed)):
        return False
    return not any(number[: len(one) - 1] == one[:-1] and number >= one for one in map(_number, fixed))


def _number(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with: (20, 10, 24) of `20.10.24+dfsg1`."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
