"""Mutates the records of a small cache and has every command that reads a cache read them: rows and lines, no crash.

    python tests/faults/mutate_records.py --count 20000 --state FOLDER

It goes on where it was: `FOLDER/state.json` has the counts. Each mutant is made from its number alone, so that any of
them can be made again with `--first N --count 1`. Of a mutant, one command reads the cache, another one each time.
"""

from __future__ import annotations

import argparse
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--state", type=Path, default=None, help="folder to go on from")
    arguments = parser.parse_args()
    state = arguments.state / "state.json" if arguments.state else None
    first, counts, faults = arguments.first, Counter[str](), []
    if state is not None and state.exists():
        known = json.loads(state.read_text())
        first, counts, faults = known["next"], Counter(known["counts"]), known["faults"]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, resource.RLIM_INFINITY))
    with tempfile.TemporaryDirectory() as folder:
        honest = make_honest_cache(Path(folder) / "honest" / "cache")
        arena = Arena(honest, Path(folder))
        for number in range(first, arguments.first + arguments.count):
            try:
                counts[read_mutant(arena, number)] += 1
            except (AssertionError, MemoryError) as fault:
                faults.append(f"{number}: {fault}: {fault.__cause__!r}")
                print(f"fault {faults[-1]}", file=sys.stderr, flush=True)
            if state is not None and number % 50 == 0:
                state.parent.mkdir(parents=True, exist_ok=True)
                state.write_text(json.dumps({"next": number + 1, "counts": counts, "faults": faults}))
    for name, count in sorted(counts.items()):
        print(f"{count:8,} {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(faults)} faults in {arguments.count:,} mutants; {peak:.2f} GB at most")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
