"""A cache from anyone: whatever stands in it, commands answer with rows and lines, and touch nothing else."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import hostile_values
from factories import add_artifact, example_build, quiet_result
from turnkeyml.cache.store import Store
from turnkeyml.cli.app import turnkey as command_line
from turnkeyml.errors import TurnkeyError
from turnkeyml.records import Conversion, Invocation, StageRecord, Status
from turnkeyml.results.evaluate import with_evaluation

NAME, OTHER = "a_b_01234567", "a_b_89abcdef"
MAX_CPU_S = 10.0
"""Of one command in this process; a healthy one takes less than 0.1 s."""
SEED = os.environ.get("TURNKEY_TEST_SEED", "20")
PLACES, RENAMED = int(os.environ.get("TURNKEY_TEST_PLACES", "25")), 0.3
"""How many fields of each record are damaged, and the share whose name is, instead of their value."""
EXECUTING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "pickle.find_class", "ctypes.dlopen")
_executed: list[str] = []
_is_watching = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note what is executed. An audit hook cannot be removed, so there is one."""
    if not _is_watching:
        return
    if event in EXECUTING:
        _executed.append(f"{event} {arguments}")
    if event == "exec" and "arena" in getattr(arguments[0], "co_filename", ""):
        _executed.append(f"exec {arguments}")


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A cache with two builds, a conversion, results of several runtimes and an unfinished job."""
    store = Store.create(tmp_path_factory.mktemp("honest") / "cache")
    artifact = add_artifact(store)
    converted = add_artifact(store, b"converted")
    done = StageRecord(status=Status.SUCCESSFUL, duration_s=1.0, peak_memory_bytes=10)
    for name in (NAME, OTHER):
        build = example_build(
            name,
            invocation=Invocation(hash=name[-8:], model_class="M", source_line="a.py:1"),
            artifact=artifact,
            stages={"analysis": done, "export": done},
            conversions={"fp16": Conversion(record=done, artifact=converted)},
            created_at="2026-01-01T00:00:00+00:00",
        )
        build = dataclasses.replace(build, source=dataclasses.replace(build.source, siblings=(NAME, OTHER)))
        store.save_build(build)
        for runtime, device, files in (("ort", "x86", artifact.files), ("openvino", "x86", artifact.files)):
            quiet = quiet_result()
            job = dataclasses.replace(quiet.job, runtime=runtime, device=device, files=files)
            result = dataclasses.replace(quiet.result, runtime=runtime, device=device)
            stored = with_evaluation(dataclasses.replace(quiet, build=name, job=job, result=result))
            store.save_result(stored)
        store.save_partial(dataclasses.replace(stored, is_partial=True))
    folder = tmp_path_factory.mktemp("imports")  # what the commands import is executed here, before anything is watched
    Arena(store.path, folder).ask("nothing is changed", watched=False)
    return store.path


class Arena:
    """A copy of the honest cache to damage, and what lies around it."""

    def __init__(self, honest: Path, folder: Path) -> None:
        self._honest = honest
        self.folder = folder / "arena"
        self.cache = self.folder / "cache"
        self.victim = self.folder / "victim"
        self.folder.mkdir()
        (self.folder / "reports").mkdir()
        self.victim.mkdir()
        (self.victim / "build.json").write_text("{}")
        (self.victim / "notes.txt").write_text("mine")
        (self.victim / "run.py").write_text("raise SystemExit('executed')")
        self.reset()

    def reset(self) -> None:
        """Make the cache honest again."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.copytree(self._honest, self.cache)

    def around(self) -> list[tuple[str, bytes | None]]:
        """Everything beside the cache and the reports."""
        found = [path for path in sorted(self.folder.rglob("*")) if not path.is_relative_to(self.cache)]
        found = [path for path in found if not path.is_relative_to(self.folder / "reports")]
        return [(str(path), path.read_bytes() if path.is_file() else None) for path in found]

    def commands(self) -> list[list[str]]:
        """Every command that reads a cache."""
        cache, reports = str(self.cache), str(self.folder / "reports")
        return [
            ["report", "-d", cache, "-r", reports],
            ["cache", "list", "-d", cache],
            ["cache", "show", NAME, "-d", cache],
            ["compare", cache, str(self._honest)],
            ["compare", cache, "--by", "runtime"],
            ["check", cache],
            ["cache", "verify", "-d", cache],
        ]

    def ask(self, what: str, *, watched: bool = True) -> dict[str, str]:
        """Run the commands; return their outputs. What came of the cache is checked after each."""
        global _is_watching
        outputs, before = {}, self.around()
        for command in self.commands():
            began_s = time.process_time()
            _is_watching = watched
            try:
                done = CliRunner().invoke(command_line, command, standalone_mode=False)
            finally:
                _is_watching = False
            said = f"{what}: turnkey {' '.join(command)}"
            allowed = (TurnkeyError, click.ClickException)
            if done.exception is not None and not isinstance(done.exception, allowed):
                raise AssertionError(said) from done.exception
            assert time.process_time() - began_s < MAX_CPU_S, said
            assert _executed == [], said
            text = done.output + str(done.exception or "")
            assert all(one.isprintable() or one in "\n\t" for one in text), f"{said}: {text!r}"
            outputs[" ".join(command[:2])] = text
        assert self.around() == before, what
        return outputs


@pytest.fixture
def arena(honest, tmp_path, monkeypatch):
    """What a donor's cache lies among."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    return Arena(honest, tmp_path)


RECORDS = {
    "build": f"builds/{NAME}/build.json",
    "result": f"builds/{NAME}/results/x86.ort.fp32.json",
    "partial": f"builds/{NAME}/results/x86.openvino.fp32.partial",
    "marker": "CACHE.json",
    "artifact": "artifacts/*/*/artifact.json",
}


def record_of(arena, kind):
    return next(iter(sorted(arena.cache.glob(RECORDS[kind]))))


@pytest.mark.parametrize("kind", RECORDS)
def test_no_value_of_a_record_ends_a_command(arena, kind):
    """Some fields, each with a value or a name of a wrong type, size or form. `SEED` chooses which."""
    choose = random.Random(f"{SEED} {kind}")
    path = record_of(arena, kind)
    record = json.loads(path.read_text())
    known = list(hostile_values.places(record))
    for place in choose.sample(known, min(len(known), PLACES)):
        value, key = choose.choice(hostile_values.VALUES), choose.choice(hostile_values.TEXTS)
        is_renamed = isinstance(place[-1], str) and choose.random() < RENAMED
        changed = hostile_values.renamed(record, place, key) if is_renamed else None
        path.write_text(json.dumps(changed or hostile_values.replaced(record, place, value)))
        arena.ask(f"{kind} {place} {f'named {key!r}' if is_renamed else value!r:.80}")


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("damage", hostile_values.FILES)
def test_whatever_is_in_the_place_of_a_record_is_a_row(arena, kind, damage):
    """A pipe, a device, a link, another encoding, or a text that would take all memory."""
    path = record_of(arena, kind)
    hostile_values.FILES[damage](path, arena.victim / "notes.txt")
    outputs = arena.ask(f"{kind}: {damage}")
    if kind in ("build", "result", "partial", "artifact"):
        assert path.name in outputs["cache verify"]
        assert OTHER in outputs["cache list"]
