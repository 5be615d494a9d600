"""What the system refuses while a cache is written: a typed error at every call, and nothing half written."""

import errno
import json
import os
import subprocess
import sys

import pytest

from conftest import TESTS

PROGRAM = '''
import dataclasses, errno, json, os, shutil, sys, traceback
from pathlib import Path
from factories import example_artifact, example_build, stored_result
from turnkeyml.cache import damaged
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError

number, root = int(sys.argv[1]), Path(sys.argv[2])
calls = limit = 0
BUILD = example_build()
RESULT = dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name)


def count(what, path):
    """Fail the call with that number, if it changes something below the folder."""
    global calls
    if isinstance(path, (str, os.PathLike)) and str(path).startswith(str(root)) and limit:
        calls += 1
        if calls == limit:
            raise OSError(number, os.strerror(number), str(path))


def audit(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        count(event, arguments[0])
    elif event in ("os.rename", "os.mkdir", "os.chmod", "os.remove", "os.rmdir"):
        count(event, arguments[0])


def fsync(descriptor, _fsync=os.fsync):
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    count("fsync", os.readlink(f"/proc/self/fd/{number}"))
    _fsync(descriptor)


def add_artifact(store, content):
    """What a worker writes into the staging area is not counted."""
    global limit
    with store.staging() as staging:
        folder, held, limit = staging / "x", limit, 0
        folder.mkdir()
        (folder / "model.onnx").write_bytes(content)
        limit = held
        artifact = example_artifact(content)
        store.add_artifact(folder, artifact)
    return artifact


def commit(path):
    store = Store.create(path)
    with store.in_use():
        store.sweep()
        store.save_build(dataclasses.replace(BUILD, artifact=add_artifact(store, b"new")))
        store.save_log(BUILD.name, "analysis", "it went well")
        store.save_result(dataclasses.replace(RESULT, measured_at="new"))
        store.save_attempt(RESULT)
        damaged.move_aside(path, path / "builds" / BUILD.name / "log_analysis.txt")
    store.clean()


def states(path):
    """What a reader finds; a damaged file raises."""
    store = Store.open(path)
    builds = [store.load_build(name) for name in store.build_names()]
    artifacts = [one for build in builds for one in build.artifacts]
    assert all(store.has_artifact(one) for one in artifacts)
    return [one.measured_at for build in builds for one in store.results(build.name)]


OUTCOMES = ("done", "refused", "not reached")


def attempt(path, point):
    """Commit in a process whose call of that number fails."""
    global calls, limit
    child = os.fork()
    if child:
        return OUTCOMES[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]
    calls, limit = 0, point
    try:
        commit(path)
        outcome = "done" if calls >= limit else "not reached"
    except CacheError as error:
        outcome = "refused"
        if os.strerror(number) not in error.message or not error.remedy:
            traceback.print_exc()
            os._exit(9)
    except BaseException:
        traceback.print_exc()
        os._exit(9)
    os._exit(OUTCOMES.index(outcome))


old = root / "old"
store = Store.create(old)
store.save_build(dataclasses.replace(BUILD, artifact=add_artifact(store, b"old")))
store.save_result(RESULT)
sys.addaudithook(audit)
os.fsync = fsync
seen, points = {}, 0
while True:
    points += 1
    path = root / "cache"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(old, path)
    outcome = attempt(path, points)
    found = states(path)
    assert found in (["new"], [RESULT.measured_at]), found
    again = Store.create(path)
    with again.in_use():
        again.sweep()
    leftovers = [str(one) for one in (*path.rglob(".tmp-*"), *(path / "staging").iterdir())]
    if outcome == "not reached":
        break
    seen[outcome] = seen.get(outcome, 0) + 1
    assert not leftovers, (points, leftovers)
    commit(path)
    assert states(path) == ["new"]
print(json.dumps(seen))
'''


@pytest.mark.slow
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE], ids=errno.errorcode.get)
def test_at_every_call_of_a_commit_an_error_is_typed_and_nothing_is_torn(tmp_path, number):
    """A23: the error names a path and a remedy; readers find the old or the new; the next start leaves no leftover."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), str(number), str(tmp_path / "root")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["refused"] > 20


def environment():
    """The environment with the folder of the tests among the roots."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])}
