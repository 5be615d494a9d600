"""A cache from anyone: whatever stands in it, commands answer with rows and lines, and touch nothing else."""

from __future__ import annotations

import json
import os
import random

import pytest

import hostile_values
from faults.arena import OTHER, RECORDS, Arena, make_honest_cache, record_of

SEED = os.environ.get("TURNKEY_TEST_SEED", "20")
PLACES, RENAMED = int(os.environ.get("TURNKEY_TEST_PLACES", "25")), 0.3
"""How many fields of each record are damaged, and the share whose name is, instead of their value."""


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A cache with two builds, a conversion, results of several runtimes and an unfinished job."""
    path = make_honest_cache(tmp_path_factory.mktemp("honest") / "cache")
    folder = tmp_path_factory.mktemp("imports")  # what the commands import is executed here, before anything is watched
    Arena(path, folder).ask("nothing is changed", watched=False)
    return path


@pytest.fixture
def arena(honest, tmp_path, monkeypatch):
    """What a donor's cache lies among."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    return Arena(honest, tmp_path)


@pytest.mark.parametrize("kind", RECORDS)
def test_no_value_of_a_record_ends_a_command(arena, kind):
    """Some fields, each with a value or a name of a wrong type, size or form. `SEED` chooses which."""
    choose = random.Random(f"{SEED} {kind}")
    path = record_of(arena, kind)
    record = json.loads(path.read_text())
    known = list(hostile_values.places(record))
    for place in choose.sample(known, min(len(known), PLACES)):
        value, key = choose.choice(hostile_values.VALUES), choose.choice(hostile_values.TEXTS)
        is_renamed = isinstance(place[-1], str) and choose.random() < RENAMED
        changed = hostile_values.renamed(record, place, key) if is_renamed else None
        path.write_text(json.dumps(changed or hostile_values.replaced(record, place, value)))
        arena.ask(f"{kind} {place} {f'named {key!r}' if is_renamed else value!r:.80}")


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("damage", hostile_values.FILES)
def test_whatever_is_in_the_place_of_a_record_is_a_row(arena, kind, damage):
    """A pipe, a device, a link, another encoding, or a text that would take all memory."""
    path = record_of(arena, kind)
    hostile_values.FILES[damage](path, arena.victim / "notes.txt")
    outputs = arena.ask(f"{kind}: {damage}")
    if kind in ("build", "result", "partial", "artifact"):
        assert path.name in outputs["cache verify"]
        assert OTHER in outputs["cache list"]
