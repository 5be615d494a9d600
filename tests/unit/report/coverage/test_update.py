"""The record of coverage: it keeps what caches and plain runs showed, until a script changes."""

import dataclasses
import hashlib
import json

import pytest

from turnkeyml.cache.store import Store
from turnkeyml.collection.scripts import read_scripts
from turnkeyml.errors import TurnkeyError
from turnkeyml.report.columns import NAMES
from turnkeyml.report.coverage.record import (
    Coverage,
    Environment,
    KnownBuild,
    PlainRun,
    Reason,
    read_coverage,
    write_coverage_record,
)
from turnkeyml.report.coverage.update import update_coverage, write_coverage

SCRIPTS = list(read_scripts(["selftest"]))
DIGESTS = {one.path.stem: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in SCRIPTS}
FAILED = {"export_status": "failed", "failed_stage": "export", "failure_kind": "export_error", "failure": "no"}
NO_MODEL = {
    "hash": None,
    "analysis_status": "failed",
    "export_status": "not_started",
    "failed_stage": "analysis",
    "failure_kind": "script_error",
    "failure": "ValueError: no",
}
FIRST, SECOND, THIRD = (f"2026-11-{day}T10:00:00+00:00" for day in (24, 25, 26))


def row(script, runtime=None, at=FIRST, **known):
    """A row of a report: what is not said is as it is after success."""
    usual = {
        "build": f"{script}_selftest_0123abcd",
        "script": f"/somewhere/models/selftest/{script}.py",
        "script_sha256": DIGESTS.get(script),
        "runtime": runtime,
        "hash": "0123abcd",
        "analysis_status": "successful",
        "export_status": "successful",
        "model_bytes": 2**21,
        "parameters": 7,
        "exporter": "torch.onnx-dynamo",
        "versions": "torch=1",
        "host": "cpu=x",
        "built_at": at,
    }
    result = {"load_status": "successful", "benchmark_status": "successful", "parity": "successful"}
    return dict.fromkeys(NAMES) | usual | (result | {"measured_at": at} if runtime else {}) | known


def reported(*rows, plain=(), known=None, scripts=SCRIPTS):
    """The record after rows and plain runs."""
    return update_coverage(known or Coverage(), scripts, rows, plain)


def builds_of(known, script):
    return list(known.scripts[f"selftest/{script}"].builds)


def test_a_build_is_known_by_its_rows():
    """What became of it, why, where, and when."""
    wrong = row("linear", "openvino", SECOND, benchmark_status="crashed", failed_stage="benchmark", failure="it  died")
    known = reported(row("linear", "ort"), wrong | {"failure_kind": "crashed"})
    place = Environment(host="cpu=x", versions="torch=1")
    assert known.environments == {place.key: place}
    assert builds_of(known, "linear") == [
        KnownBuild(
            hash="0123abcd",
            parameters=7,
            model_mib=2.0,
            results={"openvino": "benchmark crashed", "ort": "ok"},
            failures={"openvino": Reason(cause="openvino benchmark: crashed: it died", words="it died")},
            made={place.key: "2026-11-25T10:00"},
        )
    ]


def test_the_latest_of_several_results_counts():
    """Caches in any order."""
    rows = [row("linear", "ort", SECOND), row("linear", "ort", FIRST, parity="failed")]
    assert [one.results for one in builds_of(reported(*rows), "linear")] == [{"ort": "ok"}]
    rows = [one | {"cache": str(number)} for number, one in enumerate(rows)]
    assert [one.results for one in builds_of(reported(*rows), "linear")] == [{"ort": "ok"}]


def test_what_is_not_of_the_scripts_as_they_are_is_passed_over():
    """Another text, a script of the user's, another device or precision, what a run is still at or only analyzed."""
    rows = [
        row("linear", script_sha256="0" * 64),
        row("of-mine"),
        row("linear", "tensorrt", device="nvidia"),
        row("linear", "ort", precision="int8"),
        row("linear", export_status="running"),
        row("linear", export_status="not_started"),
    ]
    assert reported(*rows) == Coverage()


def test_a_run_in_pieces_is_one_record():
    """Another cache adds to what is known; telling it again, or of earlier times, changes nothing."""
    pieces = [[row("linear", "ort")], [row("conv", "ort", SECOND), row("linear", "openvino", SECOND)]]
    known = reported(*pieces[1], known=reported(*pieces[0]))
    assert [one.results for one in builds_of(known, "linear")] == [{"openvino": "ok", "ort": "ok"}]
    assert [one.results for one in builds_of(known, "conv")] == [{"ort": "ok"}]
    for again in (*pieces, [], [row("linear", "ort", parity="failed")]):
        assert reported(*again, known=known) == known


def test_an_earlier_result_stays_as_long_as_the_model_is_the_same():
    """What another export gave to a runtime says nothing of this one; where both count, both environments do."""
    earlier = reported(row("linear", "openvino", host="cpu=y", parity="failed", parity_max_abs_error=0.5))
    known = reported(row("linear", "ort", SECOND), known=earlier)
    assert builds_of(known, "linear")[0].results == {"openvino": "parity failed", "ort": "ok"}
    assert list(builds_of(known, "linear")[0].failures) == ["openvino"]
    assert {one.host for one in known.environments.values()} == {"cpu=x", "cpu=y"}
    known = reported(row("linear", "ort", SECOND, model_bytes=2**22), known=earlier)
    assert builds_of(known, "linear")[0].results == {"ort": "ok"}
    assert {one.host for one in known.environments.values()} == {"cpu=x"}
    known = reported(row("linear", at=SECOND, exporter=None, model_bytes=None, **FAILED), known=earlier)
    assert builds_of(known, "linear")[0].results == {}


def test_a_later_analysis_that_ended_otherwise_is_what_is_known():
    """In either direction, and in any order of the rows."""
    good, bad = row("linear", "ort", SECOND), row("linear", **NO_MODEL)
    for rows in ([good, bad], [bad, good]):
        known = Coverage()
        for one in rows:
            known = reported(one, known=known)
        assert [one.hash for one in builds_of(known, "linear")] == ["0123abcd"]
    known = reported(row("linear", at=THIRD, **NO_MODEL), known=known)
    assert [one.analysis for one in builds_of(known, "linear")] == ["failed"]


def test_invocations_that_later_versions_no_longer_have_are_dropped():
    """Those that the same versions had stay: a run may be of one of several."""
    two = [row("linear", "ort", hash=one, build=one) for one in ("aaaaaaaa", "bbbbbbbb")]
    known = reported(row("linear", "ort", SECOND), known=reported(*two))
    assert [one.hash for one in builds_of(known, "linear")] == ["0123abcd", "aaaaaaaa", "bbbbbbbb"]
    known = reported(row("linear", "ort", THIRD, versions="torch=2"), known=known)
    assert [one.hash for one in builds_of(known, "linear")] == ["0123abcd"]
    assert reported(*two, known=known) == known


def test_scripts_that_are_gone_or_were_changed_are_dropped():
    """And the environments that only they refer to."""
    known = reported(row("linear", "ort"), row("conv", "ort", host="cpu=y"))
    assert list(reported(known=known, scripts=[one for one in SCRIPTS if one.path.stem != "conv"]).scripts) == [
        "selftest/linear"
    ]
    changed = {
        name: dataclasses.replace(one, sha256="0" * 16) if name == "selftest/conv" else one
        for name, one in known.scripts.items()
    }
    known = reported(known=dataclasses.replace(known, scripts=changed))
    assert list(known.scripts) == ["selftest/linear"]
    assert [one.host for one in known.environments.values()] == ["cpu=x"]


def test_a_plain_run_counts_for_the_script_as_it_is():
    """The last of those that do; one that does not say which text it was of counts, too."""
    digest = DIGESTS["linear"]
    runs = [
        PlainRun(script="selftest/linear", script_sha256=digest, failure="ValueError:\n it"),
        PlainRun(script="selftest/linear", script_sha256="0" * 64),
        PlainRun(script="selftest/gone"),
    ]
    known = reported(plain=runs)
    assert {name: one.plain for name, one in known.scripts.items()} == {"selftest/linear": "ValueError: it"}
    known = reported(row("linear", "ort"), known=known)
    assert known.scripts["selftest/linear"].plain == "ValueError: it"
    known = reported(plain=[PlainRun(script="selftest/linear")], known=known)
    assert known.scripts["selftest/linear"].plain == "ok"
    assert len(known.scripts["selftest/linear"].builds) == 1


def test_a_record_is_read_as_it_was_written(tmp_path):
    """A line for each script, in the order of their names."""
    known = reported(row("linear", "ort"), row("conv", exporter=None, model_bytes=None, **FAILED))
    write_coverage_record(known, tmp_path / "coverage.json")
    assert read_coverage(tmp_path / "coverage.json") == known
    lines = (tmp_path / "coverage.json").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines if "selftest/" in line] == ['"selftest/conv"', '"selftest/linear"']


def test_a_record_that_cannot_be_read_is_one_clear_line(tmp_path):
    """The file stays: it may have what no cache has."""
    record = tmp_path / "coverage.json"
    record.write_text('{"schema": "turnkey.coverage/9"}')
    with pytest.raises(TurnkeyError, match=r"cannot read .*coverage\.json: .*turnkey\.coverage/9.*restore it"):
        write_coverage([], tmp_path, None)
    assert [path.name for path in tmp_path.iterdir()] == ["coverage.json"]


def test_record_and_page_are_written_from_caches(tmp_path):
    """Side by side, or the record with the catalogue; what is written once is written so again."""
    plain = tmp_path / "plain.jsonl"
    plain.write_text(json.dumps({"script": "selftest/linear", "failure": None}) + "\n")
    stores = [Store.create(tmp_path / "c")]
    assert write_coverage(stores, tmp_path, plain) == (tmp_path / "coverage.json", tmp_path / "COVERAGE.md")
    (tmp_path / "models" / "catalog").mkdir(parents=True)
    written = write_coverage(stores, tmp_path / "models", plain)
    assert written[0] == tmp_path / "models" / "catalog" / "coverage.json"
    assert written[1].read_text().startswith("# What became of each script")
    before = [path.read_bytes() for path in written]
    write_coverage([], tmp_path / "models", None)
    assert [path.read_bytes() for path in written] == before


def test_a_broken_file_of_plain_runs_is_one_clear_line(tmp_path):
    """Nothing is written then."""
    (tmp_path / "plain.jsonl").write_text('{"script": "selftest/linear", "failure": null}\n\n')
    with pytest.raises(TurnkeyError, match=r"cannot read .*plain\.jsonl, line 2: "):
        write_coverage([], tmp_path, tmp_path / "plain.jsonl")
    assert not (tmp_path / "COVERAGE.md").exists()
