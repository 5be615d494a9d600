"""Scripts and runners whose messages are meant for the terminal: a whole run in a pseudo terminal."""

import sys

from conftest import SELFTEST
from pseudo_terminal import acting, run_in_terminal

TITLE = r"\x1b]0;PWNED\x07\x1b[2J\x1b[35;44m\x9b5m\u202e all succeeded (9 builds, 9 results)\r\nturnkey: fake"
SCRIPTS = {
    "ansi.py": f'raise ValueError("{TITLE}")',
    "markup.py": 'raise ValueError("[link=file:///etc/passwd]PWNED[/link] [bold]x[/bold] [/nope]")',
    "long.py": 'import sys\nsys.exit("Z" * 3_000_000)',
    "named.py": f"# labels: name::PWNED author::[red]x\nimport torch\nclass M(torch.nn.Linear): pass\n"
    f'M.__name__ = M.__qualname__ = "{TITLE}"\nM(4, 3)(torch.rand(1, 4))',
    "\x1b[2Jname\n\u202e.py": "raise ValueError('PWNED')",
}
RUNNER = """#!{python}
import json, sys
describe = {{"device": "x86", "contracts": ["turnkey.job/1", "turnkey.describe/1", "turnkey.result/1",
    "turnkey.progress/1", "turnkey.description/1"], "runtimes": [{{"name": "ort", "engine": "{title}", "version": "1",
    "problem": ""}}], "hardware": {{"cpu": "{title}"}}, "versions": {{}}, "schema": "turnkey.description/1"}}
for line in sys.stdin:
    job = json.loads(line)
    answer = describe
    if not job["schema"].startswith("turnkey.describe"):
        names = ("id", "artifact", "device", "runtime", "precision", "settings")
        failure = {{"stage": "load", "kind": "engine_error", "message": "{title}", "remedy": "{title}", "detail": ""}}
        answer = {{name: job[name] for name in names}} | {{"load": "failed", "benchmark": "not_started",
            "parity": "skipped", "measurements": [], "outputs": [], "threads": 2, "executed": None, "conditions": [],
            "failure": failure, "log": "{title}", "schema": "turnkey.result/1"}}
    print(json.dumps(answer), flush=True)
"""


def check(output):
    """Nothing acts on the terminal, and no line is one that the data chose."""
    assert acting(output) == []
    assert b"\x1b[35;44m" not in output
    assert b"\x1b]8;" not in output
    lines = output.splitlines()
    assert not [line for line in lines if line.startswith((b"all succeeded (9", b"turnkey: fake"))]
    assert b"PWNED" in output


def test_scripts_write_nothing_on_the_terminal(tmp_path, clean_environment):
    """Their messages, class names, labels and file names are text; 3 MB are some lines, and where the rest is."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name, text in SCRIPTS.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "turnkeyml", "run", str(folder), "--build-only", "-d", str(tmp_path / "c")]
    status, output = run_in_terminal([*command, "--verbosity", "debug"], clean_environment)
    check(output)
    assert status == 1
    assert b"4 failed" in output
    assert output.count(b"Z") < 20_000


def test_a_runner_writes_nothing_on_the_terminal(tmp_path, clean_environment):
    """What it says of itself, and why a job failed."""
    interpreter = tmp_path / "fake" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(RUNNER.format(python=sys.executable, title=TITLE.replace("\\x9b5m", "")))
    interpreter.chmod(0o755)
    environment = clean_environment | {"TURNKEY_RUNNER_PYTHON": str(interpreter)}
    turnkey = [sys.executable, "-m", "turnkeyml"]
    cache, script = str(tmp_path / "c"), str(SELFTEST / "linear.py")
    status, output = run_in_terminal(
        [*turnkey, "run", script, "-d", cache, "--launcher", "process", "--runtime", "ort"], environment
    )
    check(output)
    assert status == 1
    status, output = run_in_terminal([*turnkey, "runners", "check", "x86", "--launcher", "process"], environment)
    check(output)
    assert status == 0
