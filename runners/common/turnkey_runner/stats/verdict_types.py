"""The verdict on a result, and the warnings that lead to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The verdict on a result: the worst that applies."""

    INVALID = "invalid"
    THROTTLED = "throttled"
    CONTENDED = "contended"
    DRIFTING = "drifting"
    NOISY = "noisy"
    VALID = "valid"


@dataclass(frozen=True, kw_only=True)
class ResultWarning:
    """A reason for caution, with the verdict that it leads to (None: information only)."""

    code: str
    sentence: str
    verdict: Verdict | None = None


def worst(warnings: Iterable[ResultWarning]) -> Verdict:
    """The verdict that warnings lead to together."""
    found = {warning.verdict for warning in warnings}
    return next((one for one in Verdict if one in found), Verdict.VALID)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The verdict on a result and its warnings."""

    verdict: Verdict
    warnings: tuple[ResultWarning, ...]
