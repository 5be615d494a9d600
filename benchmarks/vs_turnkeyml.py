"""Script to ONNX: turnkey beside the public TurnkeyML 6.2.5, on the same scripts, in turn, isolated in both.

    python benchmarks/vs_turnkeyml.py [--alone]      (about 15 minutes; installs TurnkeyML into a venv of its own)

All seven scripts in one command; with --alone also each of them in a command of its own. Learnt: of TurnkeyML's time
most goes into its hook on every Python call and into importing torch for each script; of ours, in one command, into
`torch.export` and the decompositions. The exporter's table of operators was parsed anew for each export (0.6 s).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from artifacts import USERS, write_page

from turnkeyml.system import paths

SCRIPTS = tuple(sorted(Path(__file__).with_name("seven").glob("*.py")))
PACKAGES = ("turnkeyml==6.2.5", "setuptools<80", "torch==2.7.1", "torchvision==0.22.1", "transformers<5")
"""What TurnkeyML 6.2.5 was made for."""


def ensure_turnkeyml() -> Path:
    """TurnkeyML's own program, installed where it is missing."""
    folder = paths.cache_root() / "environments" / "turnkeyml-6.2.5"
    program = folder / "bin" / "turnkey"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        uv = Path(sys.executable).with_name("uv")
        install = [str(uv), "pip", "install", "-q", "--compile-bytecode", "--python", str(folder / "bin" / "python")]
        subprocess.run([*install, *PACKAGES], check=True)
    return program


def theirs_s(program: Path, scripts: Sequence[Path]) -> float:
    """Seconds until every script has its ONNX file."""
    with tempfile.TemporaryDirectory() as cache:
        command = [str(program), "-i", *map(str, scripts), "-d", cache, "--process-isolation"]
        # It starts itself again by its name.
        environment = USERS | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
        seconds = _time([*command, "discover", "export-pytorch"], environment)
        return _checked(seconds, cache, scripts)


def ours_s(scripts: Sequence[Path]) -> float:
    """The same through `turnkey run --build-only`."""
    with tempfile.TemporaryDirectory() as cache:
        seconds = _time([sys.executable, "-m", "turnkeyml", "run", *map(str, scripts), "-d", cache, "--build-only"])
        return _checked(seconds, cache, scripts)


def _time(command: list[str], environment: dict[str, str] | None = None) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment or USERS, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - start


def _checked(seconds: float, cache: str, scripts: Sequence[Path]) -> float:
    """A tool that made no ONNX file was not fast."""
    made = {path.parent for path in Path(cache).rglob("*.onnx")}
    if len(made) < len(scripts):
        sys.exit(f"{len(made)} models of {len(scripts)} in {cache}")
    return seconds


def main() -> None:
    """Run both in turn, and write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--alone", action="store_true", help="each script in a command of its own, too")
    given = options.parse_args()
    program = ensure_turnkeyml()
    ours_s(SCRIPTS[:1])  # compiled once, as theirs is by its installation
    sets = [(script.stem, [script]) for script in SCRIPTS] if given.alone else []
    lines = ["| scripts | TurnkeyML 6.2.5, s | turnkey, s | times faster |", "|---|---|---|---|"]
    for name, scripts in [*sets, (f"all {len(SCRIPTS)} in one command", list(SCRIPTS))]:
        ours, theirs, again = ours_s(scripts), theirs_s(program, scripts), ours_s(scripts)
        own = (ours + again) / 2
        lines.append(f"| {name} | {theirs:.1f} | {own:.1f} | {theirs / own:.1f} |")
        print(lines[-1], file=sys.stderr, flush=True)
    reported = (
        "Seconds from the command to ONNX files on the disk, each script in a process of its own in both tools; "
        "theirs once, between two of ours (their mean)."
    )
    print(write_page("vs-turnkeyml", "Script to ONNX, beside TurnkeyML", [reported, "", *lines]))


if __name__ == "__main__":
    main()
