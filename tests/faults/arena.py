"""A cache that somebody damages, and every command that reads it: rows and lines, and nothing else is touched."""

from __future__ import annotations

import dataclasses
import shutil
import sys
import time
from pathlib import Path

import click
from click.testing import CliRunner

from factories import add_artifact, example_build, quiet_result
from turnkey_runner.contract import Status
from turnkeyml.cache.store import Store
from turnkeyml.cli.app import turnkey as command_line
from turnkeyml.errors import TurnkeyError
from turnkeyml.records import Conversion, Invocation, StageRecord
from turnkeyml.results.evaluate import with_evaluation

NAME, OTHER = "a_b_01234567", "a_b_89abcdef"
MAX_CPU_S = 5.0
"""Of one command in this process; a healthy one takes less than 0.1 s."""
RECORDS = {
    "build": f"builds/{NAME}/build.json",
    "result": f"builds/{NAME}/results/x86.ort.fp32.json",
    "partial": f"builds/{NAME}/results/x86.openvino.fp32.partial",
    "marker": "CACHE.json",
    "artifact": "artifacts/*/*/artifact.json",
}
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


def make_honest_cache(path: Path) -> Path:
    """A cache with two builds, a conversion, results of several runtimes and an unfinished job."""
    store = Store.create(path)
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
    return store.path


@dataclasses.dataclass(frozen=True, kw_only=True)
class Answer:
    """How a command ended."""

    text: str
    status: str


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

    def run(self, command: list[str], what: str, *, watched: bool = True) -> Answer:
        """Run one command in this process and check how it ended. Raises `AssertionError`."""
        global _is_watching
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
        return Answer(text=text, status="refused" if done.exception else f"status {done.return_value or 0}")

    def ask(self, what: str, *, watched: bool = True) -> dict[str, str]:
        """Run the commands; return their outputs. What came of the cache is checked after each."""
        before = self.around()
        outputs = {" ".join(one[:2]): self.run(one, what, watched=watched).text for one in self.commands()}
        assert self.around() == before, what
        return outputs


def record_of(arena: Arena, kind: str) -> Path:
    """The file of one record of the arena's cache."""
    return next(iter(sorted(arena.cache.glob(RECORDS[kind]))))
