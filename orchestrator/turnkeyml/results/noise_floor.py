"""The noise floor of this machine: how much repeated measurements of the same job differ."""

from __future__ import annotations

import dataclasses
import datetime
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from turnkey_runner.contract import METHOD, METHOD_M1
from turnkey_runner.host.hardware import cpu_model
from turnkey_runner.stats.intervals import Ratio
from turnkeyml.cache import atomic_files
from turnkeyml.errors import CacheError
from turnkeyml.records import StoredResult
from turnkeyml.records.build import OPTIONAL
from turnkeyml.results.comparability import is_of_slower_state
from turnkeyml.results.compare import MINIMUM_EFFECT, SIGNIFICANCE
from turnkeyml.results.evaluate import evaluate
from turnkeyml.results.ratio import ratio_between
from turnkeyml.system import paths

GOOD = 0.03
"""Highest floor of a machine that is quiet enough to measure."""
_PERCENT = 95.0


@dataclass(frozen=True, kw_only=True)
class NoiseFloor:
    """The result of an A/A test: pairs of identical jobs, in the order A B B A."""

    floor: float
    """95th percentile of |ratio - 1| over pairs that are measured one right after the other."""
    apart: float = 0.0
    """The same over pairs that are half of the A/A test apart: includes drift of the machine over minutes."""
    pairs: int
    false_alarms: int
    """Pairs that `compare` would call different if it did not know the floor."""
    median_ms: float
    """Median latency of the job, in milliseconds."""
    cpu: str
    """Name of the CPU: the floor is used only on this CPU."""
    profile: str
    measured_at: str
    """UTC, ISO 8601."""
    left_out: int = field(default=0, metadata=OPTIONAL)
    """Pairs of two states of the host, which `compare` does not compare."""
    method: str = field(default=METHOD_M1, metadata=OPTIONAL)
    """The method by which it was measured; it applies to no other one."""
    schema: Literal["turnkey.noise-floor/1"] = "turnkey.noise-floor/1"

    @property
    def between_runs(self) -> float:
        """How much two runs that are minutes or more apart differ with unchanged models."""
        return max(self.floor, self.apart)


def measure_floor(measure: Callable[[], StoredResult], pairs: int) -> NoiseFloor:
    """Measure the same job twice per pair, and store the floor. Raises `CacheError` if a job fails."""
    results = [(measure(), measure()) for _ in range(pairs)]
    swapped = [pair if index % 2 == 0 else pair[::-1] for index, pair in enumerate(results)]
    in_order = [stored for pair in results for stored in pair]
    apart = summarize_pairs(list(zip(in_order[:pairs], in_order[pairs:], strict=True)))
    floor = dataclasses.replace(summarize_pairs(swapped), apart=apart.floor)
    atomic_files.write_record(_path(), floor)
    return floor


def summarize_pairs(pairs: Sequence[tuple[StoredResult, StoredResult]]) -> NoiseFloor:
    """Compute the floor from the process medians of the pairs."""
    from turnkey_runner.stats.summary import percentile  # imports numpy, which loading a floor does not need

    ratios, medians_ms = [], []
    for pair in pairs:
        if any(stored.result.failure is not None for stored in pair):
            raise CacheError("the noise floor cannot be measured: a job failed", remedy="see `turnkey runners check`")
        sides = [evaluate(stored) for stored in pair]
        ratio = ratio_between(*sides)
        if ratio is None or is_of_slower_state(pair[0]) != is_of_slower_state(pair[1]):
            continue
        ratios.append(ratio)
        medians_ms += [side.latency_ms for side in sides if side.latency_ms is not None]
    left_out = len(pairs) - len(ratios)
    if left_out > len(pairs) / 2:
        message = f"the noise floor cannot be measured: the host was in two states in {left_out} of {len(pairs)} pairs"
        raise CacheError(message, remedy="try again later, or with more --pairs")
    return NoiseFloor(
        floor=percentile(sorted(abs(ratio.value - 1) for ratio in ratios), _PERCENT),
        pairs=len(ratios),
        left_out=left_out,
        method=pairs[0][0].result.settings.method,
        false_alarms=sum(_is_called_different(ratio) for ratio in ratios),
        median_ms=statistics.median(medians_ms),
        cpu=cpu_model(),
        profile=pairs[0][0].result.settings.profile,
        measured_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def _is_called_different(ratio: Ratio) -> bool:
    """Whether `compare` would call such a pair different without a floor, at its lowest threshold."""
    return ratio.p_value < SIGNIFICANCE and abs(ratio.value - 1) > MINIMUM_EFFECT


def load_floor() -> NoiseFloor | None:
    """Load the stored floor; None if there is none for this CPU and today's method."""
    try:
        floor = atomic_files.read_record(_path(), NoiseFloor)
    except CacheError:
        return None
    return floor if (floor.cpu, floor.method) == (cpu_model(), METHOD) else None


def _path() -> Path:
    return paths.cache_root() / "noise-floor.json"
