"""`--sandbox`: scripts in a container, with the same results as on the host."""

import json
import os
import shutil
from pathlib import Path

import pytest

from conftest import SELFTEST
from turnkeyml.errors import UsageError
from turnkeyml.options.request import RunRequest
from turnkeyml.options.resolve import resolve_options

pytestmark = pytest.mark.usefixtures("engine")
ATTEMPTS = """
import json, os, pathlib, socket, torch

def attempt(action):
    try:
        return str(action())
    except BaseException as error:
        return type(error).__name__

here = pathlib.Path(__file__).parent
print(json.dumps({
    "user": os.getuid(),
    "variables": sorted(name for name, value in os.environ.items() if "canary" in value),
    "network": attempt(lambda: socket.create_connection(("1.1.1.1", 53), 2)),
    "interfaces": os.listdir("/sys/class/net"),
    "outside": attempt(lambda: (here.parent / "secret").read_text()),
    "home": attempt(lambda: os.listdir(SECRET_HOME)),
    "own folder": attempt(lambda: (here / "new").write_text("x")),
    "cache": attempt(lambda: os.listdir(CACHE + "/builds")),
    "root": attempt(lambda: open("/new", "w")),
    "capabilities": next(l.split()[1] for l in open("/proc/self/status") if l.startswith("CapEff")),
    "privileges": next(l.split()[1] for l in open("/proc/self/status") if l.startswith("NoNewPrivs")),
}))
torch.nn.Linear(4, 3)(torch.rand(1, 4))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the container's user may read, where this user is root."""
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(0o755)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (tmp_path / "secret").write_text("canary")
    return scripts


def builds(turnkey, cache: Path) -> list[tuple[str, str, str]]:
    """By build: what was found and written."""
    rows = []
    for path in sorted((cache / "builds").glob("*/build.json")):
        record = json.loads(path.read_text())
        artifact = record["artifact"] or {}
        rows.append((record["name"], artifact.get("digest"), artifact.get("structure")))
    return rows


def test_the_results_are_those_of_the_host(turnkey, folder, tmp_path):
    """Names with their hashes, artifacts with their digests, of the selftest models; nothing of the container stays."""
    for path in SELFTEST.glob("*.py"):
        shutil.copy(path, folder)
    for cache, options in (("host", ()), ("sandbox", ("--sandbox",))):
        done = turnkey("run", folder, "-d", tmp_path / cache, "--build-only", *options)
        assert done.status == 0, done.err
    expected = builds(turnkey, tmp_path / "host")
    assert len(expected) >= 15
    assert expected == builds(turnkey, tmp_path / "sandbox")


def test_a_script_sees_its_folder_and_nothing_else(turnkey, folder, tmp_path):
    """No network, variables, files, capabilities; and it cannot write into its own folder."""
    names = f"SECRET_HOME = {str(Path.home())!r}\nCACHE = {str(tmp_path / 'c')!r}\n"
    (folder / "script.py").write_text(names + ATTEMPTS)
    done = turnkey(
        "run", folder / "script.py", "-d", tmp_path / "c", "--build-only", "--sandbox", env={"TOKEN": "canary"}
    )
    assert done.status == 0, done.err
    (log,) = (tmp_path / "c").rglob("log_analysis.txt")
    seen = json.loads(next(line for line in log.read_text().splitlines() if line.startswith("{")))
    assert seen.pop("user") != 0
    assert seen.pop("interfaces") == ["lo"]
    assert seen.pop("home") in {"FileNotFoundError", "PermissionError", "['.pyenv']", "[]"}
    assert seen == {
        "variables": [],
        "network": "OSError",
        "outside": "FileNotFoundError",
        "own folder": "OSError",
        "cache": "FileNotFoundError",
        "root": "OSError",
        "capabilities": "0000000000000000",
        "privileges": "1",
    }


def test_a_script_that_hangs_is_a_timeout_and_leaves_no_container(turnkey, folder, tmp_path):
    """Ended from outside, like on the host; the next script of the folder runs in the same container."""
    import docker

    (folder / "a_hangs.py").write_text("import time\ntime.sleep(1000)\n")
    (folder / "b_exits.py").write_text("import os\nos._exit(7)\n")
    (folder / "c_good.py").write_text("import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n")
    done = turnkey("run", folder, "-d", tmp_path / "c", "--build-only", "--sandbox", "--timeout", "30")
    assert done.status == 1
    assert "did not end within 30 s" in done.err
    assert "ended its process with status 7" in done.err
    assert "2 failed, 1 succeeded" in done.err
    client = docker.from_env()
    try:
        found = client.containers.list(all=True, filters={"ancestor": "turnkey-exporter"}, ignore_removed=True)
        assert [one.name for one in found if str(folder) in str(one.attrs["Mounts"])] == []
    finally:
        client.close()


def test_runtimes_on_the_host_are_refused_in_one_line():
    """A live model is measured where the script runs."""
    with pytest.raises(UsageError, match="torch-eager measures their live models on this host"):
        resolve_options(RunRequest(sandbox=True, runtimes=("torch-eager",)))


def test_a_folder_that_holds_everything_is_refused(turnkey, tmp_path):
    """A script in the home folder would see all of it."""
    (tmp_path / "script.py").write_text("import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n")
    done = turnkey("run", tmp_path / "script.py", "-d", tmp_path / "c", "--sandbox", env={"HOME": str(tmp_path)})
    assert done.status != 0
    assert "move the script into a folder of its own" in done.err
    assert "Traceback" not in done.err
