"""What can be thought of a result: one word, and the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The one word for a result; the worst that applies."""

    INVALID = "invalid"
    THROTTLED = "throttled"
    CONTENDED = "contended"
    DRIFTING = "drifting"
    NOISY = "noisy"
    VALID = "valid"


@dataclass(frozen=True, kw_only=True)
class ResultWarning:
    """A reason not to trust a number, with the verdict that it leads to (None: worth knowing, no more)."""

    code: str
    sentence: str
    verdict: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What to think of a result."""

    verdict: Verdict
    warnings: tuple[ResultWarning, ...]
