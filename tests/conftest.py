"""What all tests share: the command line as a process, an engine where one answers, folders of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import filelock
import hypothesis
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SELFTEST = REPOSITORY / "models" / "selftest"


KEPT = ("TURNKEY_BASE_IMAGE", "TURNKEY_EXTRA_CA", "TURNKEY_RUNNER_PYTHON")
"""What of turnkey's environment is the machine's, and not a user's."""


def pytest_configure() -> None:
    """No test is timed, nothing tells of them; signals reach what they start (under nohup they are ignored)."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command line that has ended."""

    status: int
    out: str
    err: str


Turnkey = Callable[..., Done]


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a parallel session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def cache_root(session_folder: Path) -> Path:
    """One cache root for the whole session: the runner's environment is installed into it once."""
    root = session_folder / "root"
    root.mkdir(exist_ok=True)
    return root


@pytest.fixture(scope="session")
def clean_environment(cache_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment without anything of turnkey's but the cache root; tests run beside one another do not wait."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TURNKEY_")}
    base = {name: value for name, value in os.environ.items() if name in KEPT}
    folders = {"TURNKEY_CACHE_ROOT": str(cache_root), "TURNKEY_LOCK_DIR": str(tmp_path_factory.mktemp("locks"))}
    return kept | base | folders | {"COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def turnkey(clean_environment: dict[str, str]) -> Turnkey:
    """Run the command line as a process of its own."""

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
    """A container engine that answers. CI has one, and fails without it."""
    from turnkeyml.launchers import docker_engine

    if not docker_engine.is_answering():
        if os.environ.get("TURNKEY_TEST_ENGINE") == "required":
            pytest.fail("no container engine answers, and TURNKEY_TEST_ENGINE=required")
        pytest.skip("no container engine answers")


@pytest.fixture(scope="session")
def runner_image(engine: None) -> None:
    """The x86 runner's image, current. Building it needs a base image: `make lab` makes one."""
    _ensure_image("x86")


@pytest.fixture(scope="session")
def nvidia_image(engine: None) -> None:
    """The nvidia runner's image, current."""
    _ensure_image("nvidia")


def _ensure_image(device: str) -> None:
    from turnkeyml.devices import find_device
    from turnkeyml.launchers import docker_engine as engines
    from turnkeyml.launchers.docker_images import ensure_image

    with engines.connect() as client:
        ensure_image(client, find_device(device), print)


@pytest.fixture(scope="session")
def built_cache(turnkey: Turnkey, session_folder: Path) -> Path:
    """A cache with the builds of linear.py and two_models.py, and no results. Copy it before writing into it."""
    cache = session_folder / "built" / "cache"
    with filelock.FileLock(session_folder / "built.lock"):
        if not (session_folder / "built.done").exists():
            scripts = (SELFTEST / "linear.py", SELFTEST / "two_models.py")
            done = turnkey("run", *scripts, "--build-only", "-d", cache)
            assert done.status == 0, done.err
            (session_folder / "built.done").touch()
    return cache
