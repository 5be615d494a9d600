"""Compares what a result reports as run with what was requested: warnings with stable codes, as in `verdict`."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import OutputParity, Result, RuntimeInfo, Status
from turnkey_runner.stats.tolerances import AMPLIFIED, CONSTANT, EMPTY, NOT_FINITE, USELESS
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict

MIN_OPERATORS, MOST_OPERATORS = 0.05, 0.5
"""Fractions of the operators in the requested type: below the first a result is invalid, below the second noted."""
MATMUL_PRECISION = "float32_matmul_precision"
"""PyTorch's name of what `torch.set_float32_matmul_precision` sets; a key of `RuntimeInfo.options`."""
_FLOATS = frozenset({"f64", "f32", "f16", "bf16"})
_CPU = "CPUExecutionProvider"
_USELESS_WORDS = {CONSTANT: "constant", EMPTY: "empty", NOT_FINITE: "not finite"}
_TYPES = {"fp32": {"f32", "f64"}, "tf32": {"f32", "f64"}, "fp16": {"f16"}, "bf16": {"bf16"}, "int8": {"i8", "u8"}}
_OWN_TYPES = {"float16": {"f16"}, "bfloat16": {"bf16", "f16"}}
"""By the narrowest type that a model itself computes in: what its operators may be reported to run in."""


def judge_execution(result: Result) -> Iterator[ResultWarning]:
    """Check the outputs, and the engine's report of what it ran."""
    yield from _of_outputs(result)
    runtime_info = result.runtime_info
    if runtime_info is None:
        yield ResultWarning(
            code="W_EXECUTION", sentence="the runner does not report what it ran", verdict=Verdict.INVALID
        )
        return
    yield from _of_providers(runtime_info, in_device_memory=_is_in_device_memory(result))
    yield from _of_threads(result, runtime_info)
    yield from _of_precision(result.precision, result.computes_in, runtime_info)


def _of_outputs(result: Result) -> Iterator[ResultWarning]:
    """Check that outputs match PyTorch's, and that the comparison is meaningful."""
    if result.parity is Status.FAILED:
        failed = [output for output in result.outputs if not output.passed]
        names = ", ".join(f"{one.name} ({one.remark})" if one.remark else one.name for one in failed)
        sentence = f"the outputs differ from PyTorch's: {names}"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
    elif result.parity is not Status.SUCCESSFUL:
        sentence = "there is no reference to compare the outputs with: they may be wrong"
        if not result.deterministic:
            sentence = "PyTorch gives different outputs each time: these may be wrong"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
    yield from _of_useless_outputs(result.outputs)
    amplified = [output.name for output in result.outputs if output.remark == AMPLIFIED]
    if amplified:
        sentence = f"the model amplifies rounding: {', '.join(amplified)} may differ by more than the tolerance"
        yield ResultWarning(code="W_PARITY", sentence=sentence)


def _of_useless_outputs(outputs: tuple[OutputParity, ...]) -> Iterator[ResultWarning]:
    """Check whether the references show anything: a constant, an empty and a not finite one do not."""
    useless = [output for output in outputs if output.remark in USELESS]
    remarks = {output.remark for output in useless}
    if useless and len(useless) == len(outputs):
        kinds = [word for remark, word in _USELESS_WORDS.items() if remark in remarks]
        sentence = f"every output is {' or '.join(kinds)}, in PyTorch as well: comparing them shows nothing"
        yield ResultWarning(code="W_PARITY", sentence=sentence, verdict=Verdict.INVALID)
        return
    for remark in sorted(remarks - {EMPTY}):  # a detector may have found nothing in one of its outputs
        names = ", ".join(output.name for output in useless if output.remark == remark)
        yield ResultWarning(code="W_DATA", sentence=f"{_USELESS_WORDS[remark]} outputs, in PyTorch as well: {names}")


def _is_in_device_memory(result: Result) -> bool:
    """Return whether the model was in an accelerator's own memory: only then is that memory measured."""
    return any(measurement.name == "memory_device" for measurement in result.measurements)


def _of_providers(runtime_info: RuntimeInfo, *, in_device_memory: bool) -> Iterator[ResultWarning]:
    """Check that all nodes ran on the requested provider."""
    others = {name: count for name, count in runtime_info.providers.items() if name != runtime_info.provider}
    if others:
        listed = ", ".join(f"{count} on {name}" for name, count in others.items())
        kinds = ", ".join(f"{count} {name}" for name, count in runtime_info.fallback.items())
        sentence = f"not all nodes ran on {runtime_info.provider}: {listed}" + (f" ({kinds})" if kinds else "")
        # A GPU's provider leaves computations on shapes to the CPU on purpose.
        verdict = None if set(others) == {_CPU} and in_device_memory else Verdict.INVALID
        yield ResultWarning(code="W_FALLBACK", sentence=sentence, verdict=verdict)


def _of_threads(result: Result, runtime_info: RuntimeInfo) -> Iterator[ResultWarning]:
    """Check the numbers of threads, CPUs and streams."""
    if runtime_info.threads is not None and result.threads is not None and runtime_info.threads != result.threads:
        sentence = f"{runtime_info.threads} threads instead of {result.threads}"
        yield ResultWarning(code="W_AFFINITY", sentence=sentence, verdict=Verdict.INVALID)
    if runtime_info.cpus and result.threads is not None and result.threads > len(runtime_info.cpus):
        sentence = f"{result.threads} threads share {len(runtime_info.cpus)} CPUs"
        yield ResultWarning(code="W_AFFINITY", sentence=sentence, verdict=Verdict.CONTENDED)
    if runtime_info.cpus and result.threads is not None and result.threads < len(runtime_info.cpus):
        sentence = f"{result.threads} threads were requested, the engine's may run on {len(runtime_info.cpus)} CPUs"
        yield ResultWarning(code="W_AFFINITY", sentence=sentence)
    if result.settings.mode == "latency" and runtime_info.streams not in (None, 1):
        sentence = f"{runtime_info.streams} streams instead of 1"
        yield ResultWarning(code="W_EXECUTION", sentence=sentence, verdict=Verdict.INVALID)


def _of_precision(requested: str, computes_in: str, runtime_info: RuntimeInfo) -> Iterator[ResultWarning]:
    """Check types: a converted model may keep some operators in fp32, an fp32 model must not have lower precision.

    A model that is unconverted may itself compute in a 16-bit type.
    """
    precisions, products = runtime_info.precisions, runtime_info.options.get(MATMUL_PRECISION, "highest")
    listed = ", ".join(f"{count} in {name}" for name, count in sorted(precisions.items()))
    if requested in ("fp32", "tf32"):
        if precisions.keys() & _FLOATS - _TYPES["fp32"] - _OWN_TYPES.get(computes_in, set()):
            sentence = f"{requested} was requested, operators computed in lower precision: {listed}"
            yield ResultWarning(code="W_PRECISION", sentence=sentence, verdict=Verdict.INVALID)
        if requested == "fp32" and products != "highest":
            sentence = (
                f"the script lets PyTorch multiply fp32 matrices in lower precision ({MATMUL_PRECISION}: {products})"
            )
            yield ResultWarning(code="W_PRECISION", sentence=sentence)
        return
    if not precisions:
        sentence = f"{requested} was requested; the engine does not report the types that its operators computed in"
        yield ResultWarning(code="W_PRECISION", sentence=sentence)
        return
    share = sum(precisions.get(name, 0) for name in _TYPES[requested]) / sum(precisions.values())
    if share < MIN_OPERATORS:
        sentence = f"{requested} was requested, nearly all operators computed in other types: {listed}"
        yield ResultWarning(code="W_PRECISION", sentence=sentence, verdict=Verdict.INVALID)
    elif share < MOST_OPERATORS:
        yield ResultWarning(
            code="W_PRECISION", sentence=f"{requested} was requested, most operators computed in other types: {listed}"
        )
