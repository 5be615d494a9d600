"""What a result says was run, against what was asked for: warnings with stable codes, as in `verdict`."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import Result, RuntimeInfo, Status
from turnkey_runner.stats.tolerances import CONSTANT
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict

FEW_OPERATORS, MOST_OPERATORS = 0.05, 0.5
"""Shares of the operators: with fewer in the precision, a model is none of it; with fewer than most, it is told."""
MATMUL_PRECISION = "float32_matmul_precision"
"""PyTorch's own name of what a script may set with `torch.set_float32_matmul_precision`; an option of the execution."""
_FLOATS = frozenset({"f64", "f32", "f16", "bf16"})
_CPU = "CPUExecutionProvider"
_ASKED = {"fp32": {"f32", "f64"}, "tf32": {"f32", "f64"}, "fp16": {"f16"}, "bf16": {"bf16"}, "int8": {"i8", "u8"}}


def judge_execution(result: Result) -> Iterator[ResultWarning]:
    """Look at the outputs, and at what the engine says of itself."""
    yield from _of_outputs(result)
    runtime_info = result.runtime_info
    if runtime_info is None:
        yield ResultWarning(code="W_EXECUTION", sentence="the runner does not say what it ran", verdict=Verdict.INVALID)
        return
    yield from _of_providers(runtime_info, result.device)
    yield from _of_threads(result, runtime_info)
    yield from _of_precision(result.precision, runtime_info)


def _of_outputs(result: Result) -> Iterator[ResultWarning]:
    """They are PyTorch's, and that says something."""
    if result.parity is Status.FAILED:
        names = ", ".join(output.name for output in result.outputs if not output.passed)
        sentence = f"the outputs differ from PyTorch's: {names}"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
    elif result.parity is not Status.SUCCESSFUL:
        sentence = "no reference to compare the outputs with: nobody knows whether they are right"
        if not result.deterministic:
            sentence = "PyTorch itself gives other outputs each time: nobody knows whether these are right"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
    constant = [output.name for output in result.outputs if output.remark == CONSTANT]
    if constant and len(constant) == len(result.outputs):
        sentence = "every output is constant, in PyTorch as well: comparing them shows nothing"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
    elif constant:
        yield ResultWarning(code="W_DATA", sentence=f"constant outputs, in PyTorch as well: {', '.join(constant)}")


def _of_providers(runtime_info: RuntimeInfo, device: str) -> Iterator[ResultWarning]:
    """All nodes ran where they were to."""
    strangers = {name: count for name, count in runtime_info.providers.items() if name != runtime_info.provider}
    if strangers:
        told = ", ".join(f"{count} on {name}" for name, count in strangers.items())
        kinds = ", ".join(f"{count} {name}" for name, count in runtime_info.fallback.items())
        sentence = f"not all nodes ran on {runtime_info.provider}: {told}" + (f" ({kinds})" if kinds else "")
        # A GPU's provider leaves the arithmetic of shapes to the CPU on purpose.
        verdict = None if set(strangers) == {_CPU} and device != "x86" else Verdict.INVALID
        yield ResultWarning(code="W_FALLBACK", sentence=sentence, verdict=verdict)


def _of_threads(result: Result, runtime_info: RuntimeInfo) -> Iterator[ResultWarning]:
    """As many threads, CPUs and streams as were asked for."""
    if runtime_info.threads is not None and result.threads is not None and runtime_info.threads != result.threads:
        sentence = f"{runtime_info.threads} threads instead of {result.threads}"
        yield ResultWarning(code="W_AFFINITY", sentence=sentence, verdict=Verdict.INVALID)
    if runtime_info.cpus and result.threads is not None and result.threads > len(runtime_info.cpus):
        sentence = f"{result.threads} threads share {len(runtime_info.cpus)} CPUs"
        yield ResultWarning(code="W_AFFINITY", sentence=sentence, verdict=Verdict.CONTENDED)
    if runtime_info.cpus and result.threads is not None and result.threads < len(runtime_info.cpus):
        sentence = (
            f"{result.threads} threads were asked for, those of the engine may run on {len(runtime_info.cpus)} CPUs"
        )
        yield ResultWarning(code="W_AFFINITY", sentence=sentence)
    if result.settings.mode == "latency" and runtime_info.streams not in (None, 1):
        sentence = f"{runtime_info.streams} streams instead of 1"
        yield ResultWarning(code="W_EXECUTION", sentence=sentence, verdict=Verdict.INVALID)


def _of_precision(asked: str, runtime_info: RuntimeInfo) -> Iterator[ResultWarning]:
    """Operators of a converted model may stay in fp32, but not nearly all; those of an fp32 model may not be less."""
    precisions, products = runtime_info.precisions, runtime_info.options.get(MATMUL_PRECISION, "highest")
    told = ", ".join(f"{count} in {name}" for name, count in sorted(precisions.items()))
    if asked in ("fp32", "tf32"):
        if precisions.keys() & _FLOATS - _ASKED["fp32"]:
            sentence = f"{asked} was asked for, operators computed in less: {told}"
            yield ResultWarning(code="W_PRECISION", sentence=sentence, verdict=Verdict.INVALID)
        if asked == "fp32" and products != "highest":
            sentence = f"the script lets PyTorch multiply fp32 matrices in less ({MATMUL_PRECISION}: {products})"
            yield ResultWarning(code="W_PRECISION", sentence=sentence)
        return
    if not precisions:
        sentence = f"{asked} was asked for; in which types the operators computed, the engine does not tell"
        yield ResultWarning(code="W_PRECISION", sentence=sentence)
        return
    share = sum(precisions.get(name, 0) for name in _ASKED[asked]) / sum(precisions.values())
    if share < FEW_OPERATORS:
        sentence = f"{asked} was asked for, the operators computed otherwise: {told}"
        yield ResultWarning(code="W_PRECISION", sentence=sentence, verdict=Verdict.INVALID)
    elif share < MOST_OPERATORS:
        yield ResultWarning(
            code="W_PRECISION", sentence=f"{asked} was asked for, most operators computed otherwise: {told}"
        )
