"""The house: what the design says of the sources, as tests."""

import ast
import dataclasses
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import REPOSITORY

ROOTS = ("orchestrator", "runners")
SOURCES = sorted(
    path for root in ROOTS for path in (REPOSITORY / root).rglob("*.py") if "__pycache__" not in path.parts
)
MAX_LINES = 300
MAX_FUNCTION_LINES = 50
RUNNER_REQUIREMENTS = sorted(
    str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("runners/*/requirements*.txt")
)
RUNNER_LOCKS = [
    *(name for name in RUNNER_REQUIREMENTS if name.endswith("/requirements.txt")),
    *sorted(str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("runners/*/environments/*/requirements.txt")),
]
RUNNER_PINS = sorted(
    str(path.relative_to(REPOSITORY))
    for path in (*REPOSITORY.glob("runners/**/*.in"), *REPOSITORY.glob("runners/*/requirements-*.txt"))
)
RUNNER_PATHS = os.pathsep.join(str(path.parent) for path in sorted(REPOSITORY.glob("runners/*/requirements.txt")))


def name_of(path):
    return str(path.relative_to(REPOSITORY))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_one_idea(path):
    """It opens with one sentence that says what it is for, and ends before 300 lines."""
    text = path.read_text()
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "no docstring"
    first = docstring.splitlines()[0]
    assert first.rstrip().endswith((".", "`")), first
    assert len(text.splitlines()) <= MAX_LINES


def test_a_function_ends_before_its_51st_line():
    """What is longer has a part with a name."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    found.append(f"{name_of(path)}: {node.name} has {lines}")
    assert found == []


def test_the_import_rules_hold():
    """The same contracts as in `make check`."""
    command = [sys.executable, "scripts/lint_imports.py"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_house_has_few_rooms():
    """Top-level names of the orchestrator, and layers of the import rules: a newcomer reads them in a minute."""
    rules = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    package = REPOSITORY / "orchestrator" / "turnkeyml"
    rooms = [path for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert len(rooms) <= 27
    assert len(rules[0]["layers"]) <= 12


def test_every_layer_is_in_the_import_rules():
    """A new module must be given its place."""
    rules = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {word for layer in rules[0]["layers"] for word in layer.replace("|", " ").split()}
    package = REPOSITORY / "orchestrator" / "turnkeyml"
    modules = {path.stem for path in package.iterdir() if path.suffix == ".py"} | {
        path.name for path in package.iterdir() if (path / "__init__.py").exists()
    }
    assert modules - named == {"__init__", "__main__"}


def test_nothing_names_a_registry_or_this_machine():
    """No lock file with addresses, no index, no home folder."""
    forbidden = re.compile(r"index-url|files\.pythonhosted|find-links|/home/\w+|/root/")
    tracked = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    own = (name_of(Path(__file__)), "scripts/lock_runners.sh")  # it leaves them out of what it writes
    found = [
        name
        for name in tracked.stdout.splitlines()
        if name not in own and forbidden.search((REPOSITORY / name).read_text(errors="replace"))
    ]
    assert found == []


def test_pins_are_plain():
    """`name==version`, a line each; extras may follow the name."""
    for name in ("constraints.txt", "models/requirements.txt", *RUNNER_PINS):
        lines = [line for line in (REPOSITORY / name).read_text().splitlines() if not line.startswith("#")]
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[A-Za-z0-9_.!+-]+", line) for line in lines), name


@pytest.mark.parametrize("name", RUNNER_LOCKS)
def test_a_runner_installs_nothing_but_known_files(name):
    """`make lock` writes each package with the SHA-256 of its files, those of requirements.in at their version."""
    text = (REPOSITORY / name).read_text()
    entries = re.split(r"\n(?=[a-zA-Z])", text.partition("\n")[2].strip())
    pinned = set()
    for entry in entries:
        pin, *hashes = [line.strip() for line in entry.split("\\\n")]
        assert re.fullmatch(r"[a-z0-9.-]+==[a-z0-9.+-]+", pin), pin
        assert hashes, pin
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), pin
        pinned.add(pin)
    asked = (REPOSITORY / name).with_suffix(".in").read_text().splitlines()
    assert {re.sub(r"\[.*\]", "", line) for line in asked if not line.startswith("#")} <= pinned


def test_links_of_the_documents_lead_somewhere():
    """Relative ones, in every Markdown file."""
    documents = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("*/README.md")]
    broken = [
        f"{name_of(document)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
        if not target.startswith(("http:", "https:", "mailto:")) and not (document.parent / target).exists()
    ]
    assert broken == []


MEASURING = [
    *(REPOSITORY / "runners").rglob("*.py"),
    *(REPOSITORY / "orchestrator/turnkeyml" / name for name in ("worker/child/live_model.py", "dispatch/rapl.py")),
]
_WALL_CLOCK = re.compile(
    r"\btime\.(time|time_ns|clock_gettime|gmtime|localtime)\b|datetime|CLOCK_REALTIME|from time import"
)


def test_no_wall_clock_is_read_where_times_are_measured():
    """B13: a step of the clock must not move a number; only monotonic clocks in the runners, and beside them."""
    assert [name_of(path) for path in MEASURING if _WALL_CLOCK.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("now = time.time()", True),
        ("clock = time.time_ns", True),
        ("from time import time", True),
        ("from time import perf_counter_ns, time_ns", True),
        ("time.clock_gettime(time.CLOCK_REALTIME)", True),
        ("start = time.perf_counter_ns()", False),
        ("deadline = time.monotonic()", False),
        ("time.process_time_ns()", False),
    ],
)
def test_each_way_to_read_the_wall_clock_is_known(line, forbidden):
    """What is imported by name would be seen nowhere else."""
    assert bool(_WALL_CLOCK.search(line)) is forbidden


def test_every_device_has_its_parts():
    """Dockerfile, requirements, package with a table of the same runtimes."""
    from turnkeyml.devices import all_devices

    for device in all_devices().values():
        folder = REPOSITORY / "runners" / device.source
        assert (REPOSITORY / "Dockerfiles" / device.dockerfile).is_file()
        assert (folder / "requirements.txt").is_file()
        table = (folder / device.module / "__main__.py").read_text()
        assert sorted(re.findall(r'^    "([\w-]+)": Runtime\(', table, re.MULTILINE)) == sorted(device.runtimes)
        assert device.default_runtime in device.runtimes
        assert not set(device.runtimes) & set(device.host_runtimes)


def test_every_option_of_run_is_read():
    """An option that nothing reads is a promise that is not kept."""
    from turnkeyml.options.request import RunRequest

    code = "\n".join(path.read_text() for path in (REPOSITORY / "orchestrator").rglob("*.py"))
    fields = [field.name for field in dataclasses.fields(RunRequest)]
    assert [name for name in fields if not re.search(rf"\b(?:request|self)\.{name}\b", code)] == []


def test_no_test_module_imports_another_one():
    """Values that several of them need are in factories.py and strategies.py, or in a module that has no tests."""
    importing = re.compile(r"^\s*(?:from|import)\s+(?:\w+\.)*(test_\w+)", re.MULTILINE)
    found = [
        f"{name_of(path)}: {match[1]}"
        for path in (REPOSITORY / "tests").rglob("*.py")
        for match in importing.finditer(path.read_text())
    ]
    assert found == []


def test_no_test_is_skipped_but_for_a_gpu_or_an_engine():
    """CI has an engine, and fails without one."""
    skips = [
        f"{name_of(path)}: {line.strip()}"
        for path in (REPOSITORY / "tests").rglob("*.py")
        if "gpu" not in path.relative_to(REPOSITORY).parts
        for line in path.read_text().splitlines()
        if re.search(r"pytest\.skip\(|mark\.skip|xfail\(", line)
    ]
    allowed = "re.search(", 'pytest.skip("no container engine answers")', 'pytest.skip("strace is not installed")'
    assert [line for line in skips if not any(words in line for words in allowed)] == []
