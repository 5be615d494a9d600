"""Mutated records of a cache: every command answers with rows and lines."""

import random

import pytest

from faults.arena import RECORDS, Arena, make_honest_cache, record_of
from faults.mutate_records import mutated_record, read_mutant


@pytest.fixture
def arena(tmp_path, monkeypatch):
    """A small cache to damage."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    return Arena(make_honest_cache(tmp_path / "honest" / "cache"), tmp_path)


def test_mutated_records_end_no_command(arena):
    """150 of the 20,000 of `make fuzz-records`."""
    endings = [read_mutant(arena, number) for number in range(150)]
    assert {one.split(":")[0] for one in endings} == set(RECORDS)
    assert len(set(endings)) > len(RECORDS)


@pytest.mark.parametrize("kind", RECORDS)
def test_most_mutants_differ_from_the_record(arena, kind):
    """And each is made from its number alone."""
    honest = record_of(arena, kind).read_bytes()
    mutants = [mutated_record(honest, random.Random(number)) for number in range(20)]
    assert mutants == [mutated_record(honest, random.Random(number)) for number in range(20)]
    assert sum(one != honest for one in mutants) > 15
