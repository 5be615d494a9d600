"""What killed runs left among the builds, and when it is removed."""

import os
import subprocess
import sys
import time

import pytest

from factories import example_build
from turnkeyml.cache import layout, unfinished
from turnkeyml.cache.atomic_files import TEMPORARY
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.report.rows import rows_of

BUILD = example_build()


@pytest.fixture
def killed(tmp_path):
    """A cache with a whole build, an unfinished one, one of which only results are left, and temporary files."""
    store = Store.create(tmp_path / "cache")
    store.save_build(BUILD)
    store.save_log("unfinished_b_00000001", "analysis", "it went well")
    (layout.results(store.path, "results_b_00000002")).mkdir(parents=True)
    (layout.results(store.path, "results_b_00000002") / "x86.ort.fp32.json").write_text("{}")
    for folder in (layout.build(store.path, BUILD.name), layout.results(store.path, "results_b_00000002")):
        (folder / f"{TEMPORARY}0123").write_text("half")
    (layout.builds(store.path) / f"{TEMPORARY}4567").mkdir()
    return store


def names(store):
    return sorted(os.listdir(layout.builds(store.path)))


def leftovers(store):
    return [path.name for path in store.path.rglob(f"{TEMPORARY}*")]


def test_the_next_run_removes_them(killed):
    """F20: temporary files and empty builds; what has results stays until its script is run again."""
    with killed.in_use():
        killed.sweep()
    assert leftovers(killed) == []
    assert names(killed) == [BUILD.name, "results_b_00000002"]


@pytest.mark.parametrize("place", ["unfinished_b_00000001", "no build"])
def test_what_turnkey_does_not_write_is_never_swept(killed, place):
    """Somebody's notes, in a folder without a record."""
    notes = layout.builds(killed.path) / place / "notes.md"
    notes.parent.mkdir(exist_ok=True)
    notes.write_text("mine")
    with killed.in_use():
        killed.sweep()
    assert notes.read_text() == "mine"


def test_beside_another_run_nothing_is_removed(killed):
    """It may be writing them."""
    code = (
        "import sys; from pathlib import Path; from turnkeyml.cache.store import Store\n"
        "with Store.open(Path(sys.argv[1])).in_use(): print('here', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(killed.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other, killed.in_use():
        assert other.stdout.readline() == b"here\n"
        killed.sweep()
        other.kill()
    assert len(leftovers(killed)) == 3
    assert "unfinished_b_00000001" in names(killed)


def test_a_build_that_was_not_finished_is_no_damaged_one(killed):
    """A row says what happened and what to do; `verify` has nothing to object to."""
    (row,) = [row for row in rows_of([killed]) if row["build"] == "unfinished_b_00000001"]
    assert (row["status"], row["failure_kind"]) == ("failed", "killed")
    assert "was not finished: turnkey was ended before it wrote the build; run its script again" in row["failure"]
    assert not any("unfinished" in line for line in find_damage(killed))


def test_a_start_does_not_wait_for_a_large_cache(killed, monkeypatch):
    """The sweep ends at its limit, and the next one goes on elsewhere: at last all are gone."""
    for number in range(400):
        layout.build(killed.path, f"a_b_{number:08x}").mkdir()
    monkeypatch.setattr(unfinished, "_sweep_build", slowed(unfinished._sweep_build))
    before, start = len(names(killed)), time.monotonic()
    unfinished.sweep(killed.path)
    assert time.monotonic() - start < 10 * unfinished.SWEEP_S + 1
    assert 2 < len(names(killed)) < before
    deadline = time.monotonic() + 60
    while len(names(killed)) > 2 and time.monotonic() < deadline:
        unfinished.sweep(killed.path)
    assert names(killed) == [BUILD.name, "results_b_00000002"]


def slowed(function):
    """The function, with a millisecond for each call."""

    def call(entry):
        time.sleep(0.001)
        function(entry)

    return call
