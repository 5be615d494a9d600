"""Mutates the records of a small cache and has every command that reads a cache read them: rows and lines, no crash.

    python tests/faults/mutate_records.py --count 20000 --state FOLDER

It goes on where it was: `FOLDER/state.json` has the counts. Each mutant is made from its number alone, so that any of
them can be made again with `--first N --count 1`. Of a mutant, one command reads the cache, another one each time.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import hostile_values
from faults.arena import RECORDS, Arena, make_honest_cache, record_of
from faults.mutant_campaign import read_mutants, read_options
from faults.mutate_models import mutate_bytes

MEMORY_BYTES = 1_000_000_000


def mutated_record(data: bytes, generator: random.Random) -> bytes:
    """Bytes of a record changed, removed or repeated, or some of its fields set, renamed or removed."""
    if generator.random() < 0.5:
        return mutate_bytes(bytearray(data), generator)
    record = json.loads(data)
    for _ in range(generator.randint(1, 4)):
        places = list(hostile_values.places(record))
        if not places:
            break
        record = _mutated_field(record, generator.choice(places), generator)
    return json.dumps(record).encode()


def _mutated_field(record: Any, place: hostile_values.Place, generator: random.Random) -> Any:
    match generator.randrange(4):
        case 0 if isinstance(place[-1], str):
            return hostile_values.renamed(record, place, generator.choice(hostile_values.TEXTS))
        case 1:
            return hostile_values.removed(record, place)
    return hostile_values.replaced(record, place, generator.choice(hostile_values.VALUES))


def read_mutant(arena: Arena, number: int) -> str:
    """Have one command read a cache with one mutated record; return the record's kind and how the command ended."""
    generator = random.Random(number)
    kind = generator.choice([*RECORDS])
    path = record_of(arena, kind)
    honest = path.read_bytes()
    try:
        path.write_bytes(mutated_record(honest, generator))
        command = generator.choice(arena.commands())
        return f"{kind}: {arena.run(command, f'mutant {number} of a {kind}').status}"
    finally:
        path.write_bytes(honest)


def main() -> int:
    """Read mutants; print how often each ending was seen. Status 1 where one was a fault of ours."""
    options = read_options(__doc__.splitlines()[0])
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, resource.RLIM_INFINITY))
    with tempfile.TemporaryDirectory() as folder:
        arena = Arena(make_honest_cache(Path(folder) / "honest" / "cache"), Path(folder))

        def read(number: int, counts: Counter[str]) -> None:
            counts[read_mutant(arena, number)] += 1

        return read_mutants(options, read, (AssertionError, MemoryError))


if __name__ == "__main__":
    sys.exit(main())
