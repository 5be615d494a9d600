"""Runs under plain python: each script as it is now, once."""

import json

from conftest import SELFTEST
from corpus.plain import find_due
from turnkeyml.system.hashing import file_sha256

LINEAR = SELFTEST / "linear.py"


def due_after(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [run.script for run in find_due([LINEAR], path).values()]


def test_what_is_in_the_file_is_not_run_again(tmp_path):
    """Whether or not it says which text of the script it is of."""
    runs, known = tmp_path / "runs.jsonl", {"script": "selftest/linear", "failure": None}
    assert due_after(runs, known) == []
    assert due_after(runs, known | {"script_sha256": file_sha256(LINEAR)}) == []


def test_a_script_that_was_changed_is_run_again(tmp_path):
    """And one that the file does not have."""
    assert find_due([LINEAR], tmp_path / "none.jsonl").keys() == {str(LINEAR)}
    changed = {"script": "selftest/linear", "script_sha256": "0" * 64, "failure": None}
    assert due_after(tmp_path / "runs.jsonl", changed) == ["selftest/linear"]
