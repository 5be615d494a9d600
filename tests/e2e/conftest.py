"""Copies of the built cache, and looking into what a run left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def cache(built_cache: Path, tmp_path: Path) -> Path:
    """A copy of the built cache, as users copy and sync theirs."""
    return Path(shutil.copytree(built_cache, tmp_path / "cache"))


@pytest.fixture
def quick() -> tuple[str, ...]:
    """Options for a short measurement."""
    return ("--min-time", "0.05", "--warmup", "0")


@pytest.fixture
def without_torch(tmp_path: Path) -> dict[str, str]:
    """An environment in which importing torch, onnx or docker's client ends the process."""
    folder = tmp_path / "traps"
    folder.mkdir()
    for name in ("torch", "onnx", "onnxscript"):
        (folder / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')\n")
    return {"PYTHONPATH": str(folder)}


Read = Callable[[Path], list[dict[str, str]]]


@pytest.fixture
def read_report() -> Read:
    """The rows of the one report in a folder."""
    import csv

    def read(folder: Path) -> list[dict[str, str]]:
        (path,) = folder.glob("*.csv")
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def measured(turnkey: Callable[..., Any], cache: Path) -> Path:
    """The built cache, measured with the standard profile."""
    done = turnkey("run", "-d", cache, "--launcher", "process", "--min-time", "0.05", "--warmup", "0.02")
    assert done.status == 0, done.err
    return cache
