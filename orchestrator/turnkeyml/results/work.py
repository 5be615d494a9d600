"""Finds results whose number is not of the work that the row names: no input, less work, an impossible speed."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.stats.verdict_types import ResultWarning, Verdict
from turnkeyml.records import StoredResult
from turnkeyml.results.peak_speed import peak_macs_per_s

CODE = "W_WORK"
MIN_SHARE, MIN_VARYING_SHARE = 0.9, 0.5
"""Of the call's multiply-accumulates: what the graph must have, and what of it must depend on an input.

Constant folding and layers whose result nobody uses make a graph smaller by a few percent."""
_NOTED_SHARE = 0.98


def is_other_work(warnings: tuple[ResultWarning, ...]) -> bool:
    """Whether a result is not of the work that the row names: it has no headline then."""
    return any(one.code == CODE and one.verdict is Verdict.INVALID for one in warnings)


def find_work_warnings(stored: StoredResult, metrics: dict[str, float]) -> Iterator[ResultWarning]:
    """The warnings of a result that did not fail; `metrics` has its latency and throughput."""
    for sentence in stored.left_out:
        yield ResultWarning(code=CODE, sentence=sentence, verdict=Verdict.INVALID)
    if not stored.is_of_live_model:
        if stored.structure and not stored.job.inputs:  # without a structure, it is not known what was measured
            sentence = "the model has no inputs: an engine computes its outputs while it loads the model"
            yield ResultWarning(code=CODE, sentence=sentence, verdict=Verdict.INVALID)
        yield from _of_missing_work(stored)
    yield from _of_speed(stored, metrics)


def _of_missing_work(stored: StoredResult) -> Iterator[ResultWarning]:
    """Compare the graph with the call of the script."""
    macs, call_macs = stored.macs, stored.call_macs
    if macs is None or not call_macs:
        return
    varying = macs - stored.constant_macs
    if macs < MIN_SHARE * call_macs:
        sentence = (
            f"the exported graph has {_count(macs)} of the {_count(call_macs)} multiply-accumulates of the call: the "
            "rest leads to no output tensor, or was computed from values that are no tensors"
        )
        yield ResultWarning(code=CODE, sentence=sentence, verdict=Verdict.INVALID)
    elif varying < MIN_VARYING_SHARE * call_macs:
        sentence = (
            f"only {_count(varying)} of the {_count(call_macs)} multiply-accumulates depend on an input: an engine "
            "computes the others while it loads the model"
        )
        yield ResultWarning(code=CODE, sentence=sentence, verdict=Verdict.INVALID)
    elif varying < _NOTED_SHARE * call_macs:
        sentence = f"{varying / call_macs:.0%} of the call's multiply-accumulates are in the graph and depend on inputs"
        yield ResultWarning(code=CODE, sentence=sentence)


def _of_speed(stored: StoredResult, metrics: dict[str, float]) -> Iterator[ResultWarning]:
    rate = metrics.get("throughput_ips")
    peak = peak_macs_per_s(stored)
    if stored.macs is None or rate is None or peak is None:
        return
    speed = (stored.macs - stored.constant_macs) * rate
    if speed > peak:
        sentence = (
            f"{_count(speed)} multiply-accumulates per second are more than this machine can compute "
            f"({_count(peak)} at most): the model did not do its work"
        )
        yield ResultWarning(code=CODE, sentence=sentence, verdict=Verdict.INVALID)


def _count(number: float) -> str:
    """A number with a prefix: 3.5 M."""
    for factor, prefix in ((1e15, " P"), (1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= factor:
            return f"{number / factor:.3g}{prefix}"
    return f"{number:.0f}"
