"""Run scripts under plain python, without turnkey: what `turnkey report --coverage --plain-runs` reads.

    PYTHONPATH=tests python -m corpus.plain RUNS.jsonl INPUTS...

Each script has a fresh process, forked from an interpreter that has imported what several scripts import, and is run
by `runpy` as `__main__`, without arguments. A line of RUNS.jsonl tells how it ended; scripts that are in the file are
not run again. INPUTS are as `turnkey run` takes them.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

from corpus.forked import Died, call_each
from turnkeyml.sources import find_inputs


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


def main() -> None:
    """Run what is not in the file yet."""
    runs, words = Path(sys.argv[1]), sys.argv[2:]
    known = {json.loads(line)["script"] for line in runs.read_text().splitlines()} if runs.exists() else set()
    scripts = {str(one.path): f"{one.path.parent.name}/{one.path.stem}" for one in find_inputs(words, say=print)}
    with open(runs, "a", encoding="utf-8") as file:
        for path, answer in call_each(run_alone, [path for path, name in scripts.items() if name not in known]):
            failure = answer.how if isinstance(answer, Died) else answer
            file.write(json.dumps({"script": scripts[path], "failure": failure}) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
