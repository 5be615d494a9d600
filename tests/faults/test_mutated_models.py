"""Mutated models in the process that reads a user's: typed failures, rows, and artifacts; nothing else."""

from collections import Counter
from pathlib import Path

import pytest

from faults.mutate_models import SEEDS, Fuzzer, mutant
from turnkeyml.worker.client import Worker


def test_mutants_are_rows(tmp_path: Path):
    """200 of the 20,000 of `make fuzz-models`: no crash of ours, at most 1 GB and 5 s each."""
    fuzzer = Fuzzer(tmp_path)
    with Worker() as worker:
        for number in range(200):
            fuzzer.run(worker, number)
    rows = Counter({name: count for name, count in fuzzer.counts.items() if not name.startswith("refused")})
    assert sum(rows.values()) == 200
    assert rows["successful: artifact"] > 20


@pytest.mark.parametrize("number", [0, 17, 4242])
def test_a_mutant_can_be_made_again(number: int):
    """From its number and the seeds in the repository, which stay small."""
    seeds = [path.read_bytes() for path in sorted(SEEDS.glob("*.onnx"))]
    assert mutant(number, seeds) == mutant(number, seeds)
    assert sum(map(len, seeds)) < 200_000
