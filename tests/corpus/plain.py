"""Runs scripts under plain python, without turnkey: what `turnkey report --coverage --plain-runs` reads.

    PYTHONPATH=tests python -m corpus.plain RUNS.jsonl INPUTS...

Each script has a fresh process, forked from an interpreter that has imported what several scripts import, and is run
by `runpy` as `__main__`, without arguments. A line of RUNS.jsonl says how it ended, and the digest of the script;
scripts that are in the file and have not changed since are not run again. INPUTS are as `turnkey run` takes them.
"""

from __future__ import annotations

import dataclasses
import json
import runpy
import sys
from collections.abc import Iterable
from pathlib import Path

from corpus.forked import Died, call_each
from turnkey_runner.contract import codec
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.report.coverage.record import PlainRun, read_plain_runs
from turnkeyml.system.hashing import file_sha256


def run_alone(script: str) -> str | None:
    """Run a script as `python script.py` would; return how it failed, in one line, or nothing."""
    sys.argv = [script]
    sys.path.insert(0, str(Path(script).parent))
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as ending:
        return None if ending.code in (None, 0) else f"exit status {ending.code}"
    except BaseException as error:  # whatever a script raises
        return f"{type(error).__name__}: {error}"
    return None


def find_due(scripts: Iterable[Path], runs: Path) -> dict[str, PlainRun]:
    """The runs that are missing in the file, by script path: of scripts that are new or have changed."""
    reported = read_plain_runs(runs) if runs.exists() else []
    known = {(run.script, run.script_sha256) for run in reported}
    due = {}
    for path in scripts:
        run = PlainRun(script=f"{path.parent.name}/{path.stem}", script_sha256=file_sha256(path))
        if not known & {(run.script, run.script_sha256), (run.script, None)}:
            due[str(path)] = run
    return due


def main() -> None:
    """Run what is not in the file yet."""
    runs, words = Path(sys.argv[1]), sys.argv[2:]
    due = find_due((one.path for one in find_inputs(words, notify=print)), runs)
    with open(runs, "a", encoding="utf-8") as file:
        for path, answer in call_each(run_alone, due):
            failure = answer.how if isinstance(answer, Died) else answer
            file.write(json.dumps(codec.to_plain(dataclasses.replace(due[path], failure=failure))) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
