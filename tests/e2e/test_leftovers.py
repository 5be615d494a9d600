"""What a run leaves in the temporary folder when it is killed, and who removes it."""

import json
import signal
import subprocess
import sys

from conftest import SELFTEST


def test_what_a_killed_run_leaves_is_removed_by_the_next(clean_environment, tmp_path):
    """The fork server's folder and the runner's, in the middle of a measurement."""
    environment = clean_environment | {"TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "turnkeyml", "run", str(SELFTEST / "linear.py"), "-d", str(tmp_path / "c")]
    options = ["--launcher", "process", "--json"]
    with subprocess.Popen([*command, *options], env=environment, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if json.loads(line).get("stage") == "benchmark":
                run.send_signal(signal.SIGKILL)
                break
    assert list((tmp_path / "tmp").glob("turnkey-*"))
    quick = ["--profile", "quick", "--min-time", "0.05"]
    done = subprocess.run([*command, *options, *quick], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "c" / "staging").iterdir()) == []


def test_a_folder_of_the_working_directory_is_no_name(turnkey, tmp_path):
    """`./cache` is where one is; `cache` would be below the cache root."""
    assert turnkey("run", SELFTEST / "linear.py", "--build-only", "-d", "./cache", cwd=tmp_path).status == 0
    assert (tmp_path / "cache" / "CACHE.json").exists()


def test_exporters_and_engines_leave_nothing_at_home(clean_environment, tmp_path):
    """ONNX Runtime writes an identifier of the machine there, to tell Microsoft of it, unless it is forbidden to."""
    (tmp_path / "home").mkdir()
    # What installs a runner's environment keeps its downloads elsewhere.
    environment = clean_environment | {"HOME": str(tmp_path / "home"), "UV_CACHE_DIR": str(tmp_path / "uv")}
    for name in ("CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"):  # it is silent, or writes elsewhere, with these
        environment.pop(name, None)
    command = [sys.executable, "-m", "turnkeyml", "run", "-d", str(tmp_path / "c"), "--launcher", "process"]
    quick = ["--profile", "quick", "--min-time", "0.05", "--precision", "fp32", "--precision", "int8"]
    runtimes = ["--runtime", "ort", "--runtime", "openvino"]

    def run(given):
        done = subprocess.run(
            [*command, *quick, *runtimes, given], env=environment, capture_output=True, text=True, check=False
        )
        assert "succeeded (" in done.stderr, done.stderr

    run(SELFTEST / "linear.py")
    run(next((tmp_path / "c").glob("artifacts/*/*/model.onnx")))
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == []
