"""Causes of failures: the same for all that failed alike."""

import pytest

from turnkeyml.report.columns import NAMES
from turnkeyml.report.coverage.builds import _MAX_SEARCHED, cause_of, failure_of


def failed(**known):
    """A row of a build or a result that failed."""
    return dict.fromkeys(NAMES) | known


def test_what_differs_from_model_to_model_is_no_part_of_a_cause():
    """Names, numbers, and where in the script it was."""
    words = [
        "RuntimeError: shape '[1, 2]' is invalid for input of size 3 (conv.py:7)",
        "RuntimeError: shape '[4, 5]' is invalid for input of size 66 (linear.py:19)",
    ]
    causes = {cause_of(failed(failed_stage="analysis", failure_kind="script_error", failure=one)) for one in words}
    assert causes == {"analysis: script_error: RuntimeError: shape … is invalid for input of size …"}


def test_operators_are_not_numbers():
    """And an apostrophe opens no quote."""
    words = [
        "No function for aten.grid_sampler_3d",
        "No function for aten.upsample_bicubic2d.vec",
        "it couldn't, it isn't",
    ]
    causes = {cause_of(failed(failed_stage="export", failure_kind="export_error", failure=one)) for one in words}
    assert causes == {f"export: export_error: {one}" for one in words}


@pytest.mark.parametrize(
    ("error", "cosine", "cause"),
    [
        (None, None, "an output has another shape or type than PyTorch's"),
        (0.1, 0.99999, "elements outside the tolerance, cosine similarity 0.9999 or more"),
        (5e6, 0.7, "the outputs differ from PyTorch's by more than 1,000"),
        (0.5, 0.7, "the outputs differ from PyTorch's"),
    ],
)
def test_how_outputs_differ_is_a_cause(error, cosine, cause):
    """Rounding is not a wrong graph, and an empty output is neither."""
    odd = failed(runtime="ort", parity="failed", parity_max_abs_error=error, parity_cosine_similarity=cosine)
    assert cause_of(odd) == f"ort parity: {cause}"


def test_outputs_that_differ_are_a_failure():
    """A result may be there, and yet not be PyTorch's."""
    odd = failed(runtime="ort", parity="failed", parity_max_abs_error=0.5)
    assert failure_of(odd) == "the outputs differ from PyTorch's: largest error 0.5"
    assert failure_of(odd | {"parity": "successful"}) is None


@pytest.mark.parametrize("unit", ["'", "`a", "1,", "(1 ", "a/b/", "…,", '"x '])
def test_only_the_start_of_a_long_message_is_searched(unit):
    """The time that the expressions take grows with the square of what they search."""
    start = (unit * _MAX_SEARCHED)[:_MAX_SEARCHED]
    causes = {cause_of(failed(failed_stage="load", failure_kind="engine_error", failure=start + end)) for end in ENDS}
    assert len(causes) == 1
    assert len(causes.pop()) < 300


ENDS = ("", "'", '"', "`", " 1 out of memory", "x" * 30_000)
