"""COVERAGE.md: a line for each script, whatever became of it, and the causes of failures."""

import hashlib
import json

import pytest

from turnkeyml.cache.store import Store
from turnkeyml.collection import read_scripts
from turnkeyml.errors import TurnkeyError
from turnkeyml.report.coverage import PlainRun, cause_of, describe_coverage, write_coverage
from turnkeyml.report.rows import COLUMNS

SCRIPTS = list(read_scripts(["selftest"]))
DIGESTS = {one.path.stem: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in SCRIPTS}


def row(script, **known):
    """A row of a report: what is not said is as it is after success."""
    usual = {
        "build": f"{script}_selftest_0123abcd",
        "script": f"/somewhere/models/selftest/{script}.py",
        "script_sha256": DIGESTS.get(script),
        "hash": "0123abcd",
        "analysis_status": "successful",
        "export_status": "successful",
        "load_status": "successful",
        "benchmark_status": "successful",
        "parity": "successful",
        "model_bytes": 2**21,
        "parameters": 7,
        "exporter": "dynamo",
        "versions": "torch=1; timm=2",
        "built_at": "2026-11-24T10:00:00+00:00",
    }
    return dict.fromkeys(COLUMNS) | usual | known


def test_each_script_has_a_line():
    """With its statuses where it was run; the others say so."""
    rows = [row("linear", runtime="ort"), row("linear", runtime="openvino", benchmark_status="crashed")]
    page = describe_coverage(SCRIPTS, rows, [PlainRun(script="selftest/linear")])
    assert "| linear | 0123abcd | 7 | ok | ok | dynamo | 2.0 | ok | ok | benchmark crashed |" in page
    assert page.count("not run yet |") == len(SCRIPTS) - 1
    assert f"- 1 of {len(SCRIPTS)} scripts were run, from 2026-11-24 to 2026-11-24." in page
    assert "Made with timm=2; torch=1." in page


def test_shares_are_of_the_scripts_that_were_run():
    """A script whose export failed counts as failed in the runtimes, too."""
    failed = row("conv", export_status="failed", failed_stage="export", failure_kind="export_error", failure="no")
    rows = [row("linear", runtime="ort"), failed | {"model_bytes": None}]
    page = describe_coverage(SCRIPTS, rows, [])
    assert f"| selftest | {len(SCRIPTS)} | 2 |  | 1 (50.0%) | 1 (50.0%) | 0 (0.0%) |" in page


def test_what_was_not_sent_to_a_runtime_is_not_held_against_it():
    """The default is one runtime."""
    page = describe_coverage(SCRIPTS, [row("linear", runtime="ort")], [])
    assert f"| selftest | {len(SCRIPTS)} | 1 |  | 1 (100.0%) | 1 (100.0%) |  |" in page


def test_the_latest_of_several_results_counts():
    """Caches in any order."""
    rows = [
        row("linear", runtime="ort", measured_at="2026-11-24T12:00:00+00:00"),
        row("linear", runtime="ort", measured_at="2026-11-23T12:00:00+00:00", parity="failed"),
    ]
    page = describe_coverage(SCRIPTS, rows, [])
    assert "| ok |  |" in page
    assert "parity failed" not in page


def test_a_script_that_was_changed_was_not_run_yet():
    """What another text of it did says nothing."""
    page = describe_coverage(SCRIPTS, [row("linear", runtime="ort", script_sha256="0" * 64)], [])
    assert page.count("not run yet |") == len(SCRIPTS)


def test_failures_of_one_cause_stand_together():
    """What differs from model to model is left out of a cause; each script's own words stand below it."""
    failures = [
        ("conv", "RuntimeError: shape '[1, 2]' is invalid for input of size 3 (conv.py:7)"),
        ("linear", "RuntimeError: shape '[4, 5]' is invalid for input of size 66 (linear.py:19)"),
    ]
    rows = [
        row(name, failed_stage="analysis", failure_kind="script_error", failure=words, analysis_status="failed")
        for name, words in failures
    ]
    assert cause_of(rows[0]) == cause_of(rows[1])
    page = describe_coverage(SCRIPTS, rows, [PlainRun(script="selftest/conv", failure="RuntimeError: the same")])
    assert "- **analysis: script\\_error: RuntimeError: shape … is invalid for input of size …** (2)" in page
    assert "  - selftest/conv: RuntimeError: the same" in page


def test_operators_are_not_numbers():
    """And an apostrophe opens no quote."""
    words = [
        "No function for aten.grid_sampler_3d",
        "No function for aten.upsample_bicubic2d.vec",
        "it couldn't, it isn't",
    ]
    causes = {cause_of(row("conv", failed_stage="export", failure_kind="export_error", failure=one)) for one in words}
    assert causes == {f"export: export_error: {one}" for one in words}


def test_outputs_that_differ_are_a_cause():
    """A result may be there, and yet not be PyTorch's."""
    page = describe_coverage(
        SCRIPTS, [row("linear", runtime="ort", parity="failed", parity_max_abs_error=0.5)], [PlainRun(script="x/y")]
    )
    assert "- **ort parity: the outputs differ from PyTorch's** (1)" in page
    assert "  - selftest/linear: the outputs differ from PyTorch's: largest error 0.5" in page
    assert "| parity failed |  |" in page


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
    odd = row("linear", runtime="ort", parity="failed", parity_max_abs_error=error, parity_cosine_similarity=cosine)
    assert cause_of(odd) == f"ort parity: {cause}"


def test_rows_of_other_scripts_and_devices_are_passed_over():
    """A cache may hold more than the collection."""
    rows = [row("linear", device="nvidia"), row("linear", precision="int8"), row("of-mine")]
    assert "- 0 of" in describe_coverage(SCRIPTS, rows, [])


def test_the_page_is_written_from_caches(tmp_path):
    """And read with it: how scripts ended under plain python; a broken file is one clear line."""
    plain = tmp_path / "plain.jsonl"
    plain.write_text(json.dumps({"script": "selftest/linear", "failure": None}) + "\n")
    path = write_coverage([Store.create(tmp_path / "c")], tmp_path, plain)
    assert path == tmp_path / "COVERAGE.md"
    assert path.read_text().startswith("# What became of each script")
    plain.write_text(plain.read_text() + "\n")
    with pytest.raises(TurnkeyError, match=r"cannot read .*plain\.jsonl, line 2: "):
        write_coverage([], tmp_path, plain)
