"""Where the plain comparison fails or shows nothing, random inputs and rounding errors of the inputs decide with it."""

from dataclasses import replace

import numpy as np
import pytest

from factories import make_settings, result_of
from onnx_factories import affine_model, make_job, write_artifact
from turnkey_runner.contract import RuntimeInfo, Status
from turnkey_runner.harness import compare_outputs
from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.stats.tolerances import AMPLIFIED, CONSTANT, EMPTY, NOT_FINITE
from turnkey_runner.stats.verdict_execution import judge_execution

INFO = RuntimeInfo(engine="numpy", engine_version="1", provider="CPU", threads=1, streams=1)
ONES = np.ones((3, 64), np.float32)
RANDOM = np.random.default_rng(3).standard_normal((3, 64)).astype(np.float32)


class Engine:
    """Computes a function of its inputs, and counts how often."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def bind(self, inputs):
        held = {}

        def infer():
            self.calls += 1
            held["outputs"] = [np.asarray(self.function(*inputs), np.float32)]

        return Bound(infer=infer, outputs=lambda: held["outputs"])


@pytest.fixture
def compare(tmp_path):
    """Compares an engine's function with PyTorch's, for recorded and random inputs."""

    def run(engine, torch, recorded, random=None, deterministic=True):
        model, _, _ = affine_model()
        references = [np.asarray(torch(recorded), np.float32)]
        fields = write_artifact(
            tmp_path,
            model,
            [recorded],
            references,
            None if random is None else [random],
            None if random is None else [np.asarray(torch(random), np.float32)],
        )
        job = make_job(fields, settings=make_settings(), deterministic=deterministic)
        session = Session(bind=engine.bind, runtime_info=INFO)
        bound = session.bind([recorded])
        bound.infer()
        return compare_outputs.compare_outputs(job, session, bound, tmp_path / fields["artifact"])

    return run


def smooth(x):
    return np.tanh(x) + 0.1 * x


def rounded(x):
    return smooth(x) * np.float32(1 + 1e-6)


def test_a_plain_match_costs_one_inference(compare):
    """Nothing else is computed."""
    engine = Engine(rounded)
    (one,) = compare(engine, smooth, RANDOM, random=RANDOM)
    assert (one.passed, one.remark, engine.calls) == (True, "", 1)


def test_constant_inputs_do_not_hide_a_wrong_model(compare):
    """Their outputs are constant on both sides; the random ones show the difference."""
    (one,) = compare(Engine(lambda x: x * x), lambda x: np.abs(x), ONES, random=RANDOM)
    assert not one.passed


def test_constant_inputs_do_not_make_a_right_model_useless(compare):
    """What they leave constant is compared with random ones."""
    (one,) = compare(Engine(rounded), smooth, ONES, random=RANDOM)
    assert one.passed
    assert one.remark == compare_outputs.RANDOM_DECIDES


def test_a_constant_output_without_random_inputs_stays_one(compare):
    """There is nothing else to compare."""
    (one,) = compare(Engine(smooth), smooth, ONES)
    assert (one.passed, one.remark) == (True, CONSTANT)


def normalize(x, epsilon=1e-12):
    """A constant row has no variance: what is left is rounding, divided by almost nothing."""
    x = x.astype(np.float64)
    return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + epsilon)


def test_a_little_outside_for_constant_inputs_is_decided_by_random_ones(compare):
    """As an instance normalization makes of a constant image."""
    bias = np.linspace(-1, 1, 64, dtype=np.float32)
    reference = lambda x: x * 0 + bias + (0 if x.std() == 0 else x)  # noqa: E731

    def engine(x):
        return reference(x) + (3e-5 if x.std() == 0 else 0)

    (one,) = compare(Engine(engine), reference, ONES, random=RANDOM)
    assert one.passed
    (one,) = compare(Engine(engine), reference, ONES)
    assert not one.passed


@pytest.mark.parametrize("gain", [3e3, 1e4])
def test_a_model_that_amplifies_rounding_is_not_accused(compare, gain):
    """Its error is as large as that of inputs that differ by a rounding; twice the signal is not."""

    def sensitive(x):
        return np.sin(gain * x.astype(np.float64))

    engine = Engine(lambda x: np.sin(gain * (x.astype(np.float64) * (1 + 1e-7))))
    (one,) = compare(engine, sensitive, RANDOM)
    assert (one.passed, one.remark) == (True, AMPLIFIED)
    (one,) = compare(Engine(lambda x: 2 * sensitive(x)), sensitive, RANDOM)
    assert not one.passed


def test_a_model_whose_rounding_hides_its_signal_shows_nothing(compare):
    """Any engine's output would do."""
    (one,) = compare(Engine(lambda x: np.sin(3e8 * x.astype(np.float64))), lambda x: np.cos(3e8 * x), RANDOM)
    assert not one.passed


def test_an_engine_that_fails_for_other_inputs_is_judged_by_the_recorded_ones(compare):
    """What it raises is in the log."""

    def engine(x):
        if not np.array_equal(x, RANDOM):
            raise RuntimeError("only the recorded shape")
        return x * 2

    (one,) = compare(Engine(engine), lambda x: x, RANDOM, random=ONES)
    assert not one.passed


def verdict_of(outputs):
    result = replace(result_of([[10**6] * 5] * 2), outputs=outputs, parity=Status.SUCCESSFUL)
    return [(one.code, one.verdict) for one in judge_execution(result)]


def test_a_detector_that_found_nothing_shows_nothing(compare):
    """Empty boxes are equal to empty boxes."""
    (one,) = compare(Engine(lambda x: x[:0]), lambda x: x[:0], RANDOM)
    assert (one.passed, one.remark) == (True, EMPTY)
    assert ("W_PARITY", "invalid") in verdict_of((one,))
    assert ("W_PARITY", "invalid") not in verdict_of((one, replace(one, remark="")))


def test_a_reference_without_a_finite_number_shows_nothing(compare):
    """It matches, and is invalid: not because the outputs differ."""
    (one,) = compare(Engine(lambda x: x * np.nan), lambda x: x * np.nan, RANDOM)
    assert (one.passed, one.remark) == (True, NOT_FINITE)
    assert ("W_PARITY", "invalid") in verdict_of((one,))
