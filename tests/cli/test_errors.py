"""Invalid input: one line, the right exit status, no loss of data."""

import subprocess
import sys

import pytest

from conftest import SELFTEST

LINEAR = SELFTEST / "linear.py"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["run", "missing.py"], 2, "there is no file missing.py; check the path"),
        (["missing.py"], 2, "there is no file missing.py; check the path"),
        (["run", LINEAR, "--device", "toaster"], 2, "unknown device 'toaster'; choose from: x86"),
        (["run", LINEAR, "--runtime", "tensorflow"], 2, "has no runtime 'tensorflow'; choose from: ort, openvino"),
        (["run", LINEAR, "--precision", "fp3"], 2, "unknown precision 'fp3'; choose from: fp32"),
        (["run", LINEAR, "--launcher", "rocket"], 2, "'rocket' is not one of 'auto', 'docker', 'process'"),
        (["run", LINEAR, "--labels", "author"], 2, "not a label: 'author'; write key::value"),
        (["run", LINEAR, "--labels", "author::nobody"], 2, "none of 1 inputs has the requested labels"),
        (["run", LINEAR, "--onnx-opset", "99"], 2, "99 is not in the range 9<=x<=23"),
        (["run", LINEAR, "--memory", "lots"], 2, "'lots' is not a size; write 8G or 512M"),
        (["run", LINEAR, "--dim", "batch"], 2, "'batch' is not NAME=N"),
        (["run", LINEAR, "--script-args", "'"], 2, "--script-args cannot be read: No closing quotation"),
        (["run", LINEAR, "--min-time", "nan"], 2, "nan"),
        (["run", LINEAR, "--warmup", "inf"], 2, "'inf' is not a finite number"),
        (["run", LINEAR, "--timeout", "inf"], 2, "'inf' is not a finite number"),
        (["run", LINEAR, "--rtol", "inf", "--atol", "0"], 2, "'inf' is not a finite number"),
        (
            ["compare", "one", "--by", "runtime", "--base", "ors"],
            2,
            "unknown runtime 'ors'; choose from: ort",
        ),
        (["compare", "one", "--by", "precision", "--base", "ort"], 2, "unknown precision 'ort'; choose from: fp32"),
        (["compare", "one", "two", "--base", "ort"], 2, "--base belongs to --by"),
        (["compare", "one", "two", "--threshold", "nan%"], 2, "'nan%' is not a fraction; write 5% or 0.05"),
        (["compare", "one", "two", "--threshold", "-5%"], 2, "'-5%' is not a fraction; write 5% or 0.05"),
        (["run", LINEAR, "--no-such-option"], 2, "no such option '--no-such-option'"),
        (["run", f"{LINEAR}::xyz"], 2, "does not name invocations; write script.py::HASH"),
        (["reprot"], 2, "no command and no file 'reprot'; did you mean `turnkey report`?"),
        (["report", "-d", "/nowhere/at/all"], 3, "there is no cache at /nowhere/at/all"),
        (["report", "--coverage", "--json"], 2, "--coverage writes a page and cannot be combined with --json"),
        (["report", "--plain-runs", LINEAR], 2, "--plain-runs requires --coverage"),
        (["models", "list", "--corpus", "toys"], 2, "no corpus toys; choose from: diffusers"),
        (["run", SELFTEST.parent / "*.md"], 2, "no .py or .onnx file there"),
        (["cache", "show", "nothing", "-d", "/nowhere"], 3, "there is no cache at /nowhere"),
        (["runners", "build", "toaster"], 2, "unknown device 'toaster'"),
        (["runners", "build", "x86", "--ca", "/nowhere.crt"], 2, "/nowhere.crt"),
    ],
    ids=lambda value: " ".join(map(str, value[:4])) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_with_a_remedy(turnkey, tmp_path, arguments, status, words):
    """Never a traceback."""
    done = turnkey(*arguments, *(["-d", tmp_path / "c"] if "run" in arguments[:1] else []))
    assert done.status == status, done.err
    (line,) = done.err.splitlines()
    assert line.startswith("turnkey: ")
    assert words in line
    assert done.out == ""


def test_a_damaged_cache_is_refused_and_kept(turnkey, tmp_path):
    """CACHE.json of another version, a broken one, or a folder with other files."""
    cases = {
        "newer": (
            '{"schema": "turnkey.cache/9"}',
            "has the format turnkey.cache/9, this turnkey reads turnkey.cache/1",
        ),
        "broken": ("{", "CACHE.json is damaged"),
    }
    for name, (text, words) in cases.items():
        cache = tmp_path / name
        cache.mkdir()
        (cache / "CACHE.json").write_text(text)
        for command in (["run", LINEAR], ["report"]):
            done = turnkey(*command, "-d", cache)
            assert done.status == 3
            assert words in done.err
            assert len(done.err.splitlines()) == 1
        assert (cache / "CACHE.json").read_text() == text
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    done = turnkey("run", LINEAR, "-d", tmp_path / "other")
    assert (done.status, (tmp_path / "other" / "thesis.txt").read_text()) == (3, "mine")
    assert "is a folder with other things in it; choose an empty or new -d" in done.err


def test_a_damaged_build_is_a_row_and_is_reported(turnkey, built_cache, tmp_path):
    """The other builds stay readable, and `verify` names the damaged one."""
    import shutil

    cache = tmp_path / "c"
    shutil.copytree(built_cache, cache)
    record = next((cache / "builds").glob("linear_*")) / "build.json"
    record.write_text(record.read_text()[:100])
    done = turnkey("cache", "list", "-d", cache)
    assert done.status == 0, done.err
    assert done.out.count("built") == 2
    assert done.out.count("failed") == 1
    verified = turnkey("cache", "verify", "-d", cache)
    assert verified.status == 1
    assert "linear_" in verified.out


@pytest.mark.slow
def test_an_engine_that_is_down_is_one_line(turnkey, built_cache, tmp_path):
    """With `docker`, an error with a remedy; `auto` continues without it."""
    import shutil

    cache = tmp_path / "c"
    shutil.copytree(built_cache, cache)
    down = {"DOCKER_HOST": f"unix://{tmp_path}/no.sock"}
    done = turnkey("run", "-d", cache, "--launcher", "docker", env=down)
    assert done.status == 4
    last = done.err.splitlines()[-1]
    assert last.startswith("turnkey: no container engine answers: No such file or directory; start it")
    assert "Traceback" not in done.err
    auto = turnkey("run", "-d", cache, "--min-time", "0.05", "--warmup", "0", env=down)
    assert auto.status == 0, auto.err
    assert auto.err.count("runners do not start with --launcher docker: no container engine answers") == 1


def test_a_closed_pipe_prints_no_error(clean_environment):
    """`turnkey models list | head -1`: the status of a pipeline is that of its end, and nothing is printed."""
    command = f"{sys.executable} -m turnkeyml models list | head -1"
    done = subprocess.run(["bash", "-c", command], env=clean_environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["name", "task", "title"]
    assert done.stderr.count("Traceback") == 0


@pytest.mark.parametrize("arguments", [["models", "list"], ["run", LINEAR, "--build-only", "--json"]])
def test_a_closed_stdout_is_no_success(arguments, clean_environment, tmp_path):
    """A pager was closed, or the program that reads the events ended: not all output was delivered."""
    environment = clean_environment | {"TURNKEY_CACHE_DIR": str(tmp_path / "c")}
    command = [sys.executable, "-m", "turnkeyml", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True) as left:
        left.stdout.close()
        stderr = left.stderr.read()
    assert (left.returncode, "Traceback" in stderr, "BrokenPipe" in stderr) == (1, False, False)
