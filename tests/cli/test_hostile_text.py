"""What scripts, models, runners and caches say is shown as text: the real commands in a pseudo terminal."""

import dataclasses
import json
import os
import sys

import pytest

from factories import add_artifact, example_build, invalid_result, stored_result
from pseudo_terminal import acting, run_in_terminal
from turnkey_runner.contract import Failure, Status
from turnkeyml.cache.store import Store
from turnkeyml.records import Invocation, StageRecord

HOSTILE = "\x1b]0;PWNED\x07\x1b[2J\x1b[H\x1b[35;44m\x9b5m\x85\u202e\u2066\x7f\x00\rall succeeded\nturnkey: fake"
MARKUP = "[link=file:///etc/passwd]PWNED[/link] [red]x[/nope] :warning:"
NAME = "a_b_01234567"


def failure(message):
    return Failure(stage="load", kind="engine_error", message=message, remedy=message, detail=message)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Every text that a script or a runner chooses is hostile; one message has 3 MB."""
    store = Store.create(tmp_path_factory.mktemp("hostile") / "cache")
    invocation = Invocation(hash="01234567", model_class=HOSTILE, source_line=HOSTILE)
    build = example_build(
        NAME,
        invocation=invocation,
        artifact=add_artifact(store),
        labels={"author": (HOSTILE,), "task": (MARKUP,)},
    )
    store.save_build(build)
    failed = StageRecord(status=Status.FAILED, duration_s=0.5)
    stages = {"analysis": failed}
    store.save_build(example_build("c_d_01234567", stages=stages, failure=failure(HOSTILE), labels={}))
    store.save_build(example_build("e_f_01234567", stages=stages, failure=failure("Z" * 3_000_000), labels={}))
    good = dataclasses.replace(invalid_result(), build=NAME, runner={"cpu": HOSTILE, HOSTILE: MARKUP}, image=HOSTILE)
    bad = stored_result([], failure=failure(HOSTILE + MARKUP), runtime="openvino", load=Status.FAILED)
    for stored in (good, dataclasses.replace(bad, build=NAME)):
        result = dataclasses.replace(stored.result, log=HOSTILE)
        artifact = build.artifact.digest
        store.save_result(
            dataclasses.replace(
                stored,
                result=dataclasses.replace(result, artifact=artifact),
                job=dataclasses.replace(stored.job, artifact=artifact),
            )
        )
    return store.path


COMMANDS = {
    "report": ("report", "-d", "CACHE", "-r", "FOLDER"),
    "report two": ("report", "-d", "CACHE", "CACHE/.", "-r", "FOLDER"),
    "list": ("cache", "list", "-d", "CACHE"),
    "list json": ("cache", "list", "-d", "CACHE", "--json"),
    "show": ("cache", "show", NAME, "-d", "CACHE"),
    "show failed": ("cache", "show", "c_d_01234567", "-d", "CACHE"),
    "show json": ("cache", "show", NAME, "-d", "CACHE", "--json"),
    "verify": ("cache", "verify", "-d", "CACHE"),
    "check": ("check", "CACHE"),
    "compare": ("compare", "CACHE", "CACHE"),
    "compare markdown": ("compare", "CACHE", "CACHE", "--format", "markdown"),
    "compare json": ("compare", "CACHE", "CACHE", "--format", "json"),
    "no build": ("cache", "show", HOSTILE.replace("\x00", ""), "-d", "CACHE"),
    "no cache": ("report", "-d", f"/nowhere/{HOSTILE.replace(chr(0), '')}"),
    "no command": (HOSTILE.replace("\x00", "").replace("[", "").replace(":", ""),),
    "no option": ("report", f"--{HOSTILE.replace(chr(0), '')}"),
    "no choice": ("run", "x.py", "--launcher", HOSTILE.replace("\x00", "")),
    "no utf-8": ("run", b"missing\xff\x1b[2J.py"),
    "delete": ("cache", "delete", HOSTILE.replace("\x00", ""), "-d", "CACHE"),
    "models": ("models", "list", "--search", HOSTILE.replace("\x00", "")),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_of_data_acts_on_the_terminal(name, cache, tmp_path, clean_environment):
    """No title is set, nothing is cleared, coloured, linked or reordered, and no line is faked."""
    places = {"CACHE": str(cache), "FOLDER": str(tmp_path), "CACHE/.": f"{cache}/."}
    words = [places.get(word, word) if isinstance(word, str) else word for word in COMMANDS[name]]
    status, output = run_in_terminal([sys.executable, "-m", "turnkeyml", *words], clean_environment)
    assert acting(output) == []
    assert b"\x1b[35;44m" not in output
    assert b"\x1b]8;" not in output
    assert not [line for line in output.splitlines() if line.startswith((b"all succeeded", b"turnkey: fake"))]
    assert b"Traceback" not in output
    assert "json" in name or len(output) < 60_000
    assert status in (0, 1, 2, 3, 7, 8)


@pytest.mark.parametrize("arguments", [("cache", "list", "--json"), ("cache", "show", NAME, "--json")])
def test_json_is_ascii_that_can_be_read(turnkey, cache, arguments):
    """A line per value."""
    done = turnkey(*arguments, "-d", cache)
    lines = done.out.splitlines()
    assert all(line.isascii() and line.isprintable() for line in lines)
    assert {json.loads(line)["build"] for line in lines} >= {NAME}


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_reports_file_moves_no_cursor(turnkey, cache, tmp_path, suffix):
    """It is shown by `cat`, too. A cell of CSV may have several lines."""
    done = turnkey("report", "-d", cache, "-r", tmp_path, "--format", suffix)
    assert done.status == 0, done.err
    (path,) = tmp_path.iterdir()
    assert acting(path.read_bytes().replace(b"\r", b"")) == []


def test_a_traceback_is_escaped(clean_environment):
    """A fault of ours repeats what it failed on."""
    code = (
        f"from turnkeyml.cli.output.terminal import escape_streams\nescape_streams()\nraise RuntimeError({HOSTILE!r})"
    )
    status, output = run_in_terminal([sys.executable, "-c", code], dict(os.environ))
    assert status == 1
    assert b"PWNED" in output
    assert acting(output) == []
