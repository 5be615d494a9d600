"""Fixtures of all tests: the command line as a process, an engine if one answers, temporary folders."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import filelock
import hypothesis
import pytest

from turnkey_runner.host.process_tree import signal_descendants

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent
SELFTEST = REPOSITORY / "models" / "selftest"


SLOW_FOLDERS = ("corpus", "e2e", "faults", "gpu", "runners", "unit/worker/child/fast_start")
"""Their tests start whole runs, runner processes, or interpreters that import torch."""
LONG_FOLDERS = ("corpus", "e2e", "faults")
"""Their tests take most of the time of all tests: `make test-long`."""
SAMPLES_OF_LONG = ("test_line.py", "test_onnx_inputs.py", "test_switching.py", "test_hostile_caches.py")
"""Files of these folders that `make test` runs all the same."""
SLOW_FIXTURES = {"engine", "runner_image", "nvidia_image"}
"""Of tests that start containers."""

KEPT = ("TURNKEY_BASE_IMAGE", "TURNKEY_EXTRA_CA", "TURNKEY_RUNNER_PYTHON")
"""The variables of turnkey that describe the machine; tests get them, but none that a user has set."""


def pytest_configure() -> None:
    """No deadlines in Hypothesis, no telemetry, and default handlers for signals that nohup ignores."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Handlers of signals are a test's own: a script that runs in this process leaves SIGINT ignored."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)}
    try:
        return (yield)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer() -> Generator[None, object, object]:
    """End what a test that timed out has started: it would wait for it where it leaves `with subprocess.Popen(...)`."""
    outcome = yield
    fail = signal.getsignal(signal.SIGALRM)

    def end_children_and_fail(number: int, frame: FrameType | None) -> None:
        signal_descendants(os.getpid(), signal.SIGKILL)
        if callable(fail):
            fail(number, frame)

    signal.signal(signal.SIGALRM, end_children_and_fail)
    return outcome


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow and long tests; those in other folders have the mark in their file."""
    for item in items:
        is_in_slow_folder = any(item.path.is_relative_to(TESTS / folder) for folder in SLOW_FOLDERS)
        if is_in_slow_folder or SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
        is_in_long_folder = any(item.path.is_relative_to(TESTS / folder) for folder in LONG_FOLDERS)
        if is_in_long_folder and item.path.name not in SAMPLES_OF_LONG:
            item.add_marker(pytest.mark.long)


@dataclass(frozen=True, kw_only=True)
class Done:
    """How a command line ended."""

    status: int
    out: str
    err: str


Turnkey = Callable[..., Done]


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a parallel test session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def cache_root(session_folder: Path) -> Path:
    """One cache root per session: the runner's environment is installed into it once."""
    root = session_folder / "root"
    root.mkdir(exist_ok=True)
    return root


@pytest.fixture(scope="session")
def clean_environment(cache_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment without turnkey's variables but the cache root, and a lock folder for this process alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TURNKEY_")}
    base = {name: value for name, value in os.environ.items() if name in KEPT}
    folders = {"TURNKEY_CACHE_ROOT": str(cache_root), "TURNKEY_LOCK_DIR": str(tmp_path_factory.mktemp("locks"))}
    return kept | base | folders | {"COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def turnkey(clean_environment: dict[str, str]) -> Turnkey:
    """Run the command line as a separate process."""

    def run(
        *arguments: object, env: dict[str, str] | None = None, timeout_s: float = 500, cwd: Path | None = None
    ) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "turnkeyml", *map(str, arguments)],
            env=clean_environment | (env or {}),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Done(status=done.returncode, out=done.stdout, err=done.stderr)

    return run


@pytest.fixture(scope="session")
def engine() -> None:
    """A container engine that answers. CI has one, and fails without one."""
    from turnkeyml.launchers import docker_engine

    if not docker_engine.is_answering():
        if os.environ.get("TURNKEY_TEST_ENGINE") == "required":
            pytest.fail("no container engine answers, and TURNKEY_TEST_ENGINE=required")
        pytest.skip("no container engine answers")


@pytest.fixture(scope="session")
def strace() -> None:
    """The program that injects faults into system calls. `make lab` installs it."""
    if not shutil.which("strace"):
        if os.environ.get("TURNKEY_TEST_ENGINE") == "required":
            pytest.fail("strace is not installed, and TURNKEY_TEST_ENGINE=required")
        pytest.skip("strace is not installed")


@pytest.fixture(scope="session")
def runner_image(engine: None) -> None:
    """The current image of the x86 runner. Building it needs a base image, which `make lab` creates."""
    _ensure_image("x86")


@pytest.fixture(scope="session")
def nvidia_image(engine: None) -> None:
    """The current image of the nvidia runner."""
    _ensure_image("nvidia")


def _ensure_image(device: str) -> None:
    from turnkeyml.devices import find_device
    from turnkeyml.launchers import docker_engine as engines
    from turnkeyml.launchers.docker_images import ensure_image

    with engines.connect() as client:
        ensure_image(client, find_device(device), print)


@pytest.fixture(scope="session")
def built_cache(turnkey: Turnkey, session_folder: Path) -> Path:
    """A cache with the builds of linear.py and two_models.py, without results. Copy it before writing into it."""
    cache = session_folder / "built" / "cache"
    with filelock.FileLock(session_folder / "built.lock"):
        if not (session_folder / "built.done").exists():
            scripts = (SELFTEST / "linear.py", SELFTEST / "two_models.py")
            done = turnkey("run", *scripts, "--build-only", "-d", cache)
            assert done.status == 0, done.err
            (session_folder / "built.done").touch()
    return cache
