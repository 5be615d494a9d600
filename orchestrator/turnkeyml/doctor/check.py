"""A check of `turnkey doctor`: what was found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check."""

    name: str
    result: str
    """What was found."""
    ok: bool
    remedy: str = ""
    """What to do if it is not ok."""
    optional: bool = False
    """Whether turnkey can be used, in part, if it is not ok."""
