"""Mutates small .onnx files and has each read by the process that reads a user's: nothing of ours may crash.

    python tests/faults/mutate_models.py --count 20000 --state FOLDER

It goes on where it was: `FOLDER/state.json` has the counts. Each mutant is made from its number alone, so that any of
them can be made again with `--first N --count 1`. An engine that crashes or never ends on a mutant is counted as a row.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import onnx
from google.protobuf.message import Message

from faults.mutant_campaign import read_mutants, read_options
from turnkey_runner.contract import Kind
from turnkeyml.export.validator.model import validate
from turnkeyml.export.validator.refusal import Refusal
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, Exported, WorkRequest

SEEDS = Path(__file__).parents[1] / "data" / "models"
MEMORY_BYTES = 1_000_000_000
TIMEOUT_S = 5.0
_VALIDATOR_S = 5.0
_INTEGERS = (0, 1, -1, 2, 7, 127, 255, 2**31 - 1, -(2**31), 2**40, 2**62, -(2**63))
_TEXTS = ("", "x", "../x", "/etc/passwd", "a" * 5000, "\x1b[31m", "If", "Loop", "y")


class FaultError(Exception):
    """Something of ours crashed, took too long or too much memory."""


def mutant(number: int, seeds: list[bytes]) -> bytes:
    """The mutant of a number: bytes of a seed changed, removed or repeated, or fields of it set."""
    generator = random.Random(number)
    data = generator.choice(seeds)
    if generator.random() < 0.5:
        return mutate_bytes(bytearray(data), generator)
    model = onnx.ModelProto.FromString(data)
    for _ in range(generator.randint(1, 4)):
        _mutate_field(generator.choice([*_messages(model)]), generator)
    try:
        return model.SerializeToString()
    except (ValueError, UnicodeEncodeError):
        return data


def mutate_bytes(data: bytearray, generator: random.Random) -> bytes:
    """Bits, bytes and ranges of some bytes changed, removed, added or repeated."""
    for _ in range(generator.randint(1, 6)):
        at = generator.randrange(len(data) + 1)
        match generator.randrange(5):
            case 0 if at < len(data):
                data[at] ^= 1 << generator.randrange(8)
            case 1:
                data[at : at + generator.randint(1, 16)] = b""
            case 2:
                data[at:at] = generator.randbytes(generator.randint(1, 8))
            case 3:
                data[at:at] = data[at : at + generator.randint(1, 64)]
            case _ if at < len(data):
                data[at] = generator.choice((0, 0x7F, 0x80, 0xFF))
    return bytes(data)


def _messages(message: Message) -> Iterator[Message]:
    yield message
    for field, value in message.ListFields():
        if field.message_type is not None:
            for one in value if field.is_repeated else (value,):
                yield from _messages(one)


def _mutate_field(message: Message, generator: random.Random) -> None:
    field = generator.choice(message.DESCRIPTOR.fields)
    if field.message_type is not None:
        if field.is_repeated and (values := getattr(message, field.name)):
            values.add().CopyFrom(generator.choice(values)) if generator.random() < 0.5 else values.pop()
        elif not field.is_repeated:
            getattr(message, field.name).SetInParent()
        return
    value = _value(field, generator)
    try:
        if field.is_repeated:
            getattr(message, field.name).append(value)
        else:
            setattr(message, field.name, value)
    except (ValueError, TypeError):  # not of the field's range
        message.ClearField(field.name)


def _value(field: object, generator: random.Random) -> object:
    match field.cpp_type:  # type: ignore[attr-defined]
        case 5 | 6 | 7:
            return generator.choice((0.0, -1.5, float("inf"), float("nan")))
        case 9 if field.type == 12:  # type: ignore[attr-defined]
            return generator.randbytes(generator.randint(0, 24))
        case 9:
            return generator.choice(_TEXTS)
    return generator.choice(_INTEGERS)


class Fuzzer:
    """Reads mutants with the validator here, and with the confined process of a worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seeds = [path.read_bytes() for path in sorted(SEEDS.glob("*.onnx"))]
        self.counts: Counter[str] = Counter()

    def run(self, worker: Worker, number: int) -> None:
        """Read one mutant. Raises `FaultError`."""
        data = mutant(number, self._seeds)
        path = self._folder / "mutant.onnx"
        path.write_bytes(data)
        start = time.process_time()
        try:
            validate(path, data, dims={}, memory_bytes=MEMORY_BYTES)
        except Refusal as refusal:
            self.counts[f"refused: {refusal.reason}"] += 1
        if time.process_time() - start > _VALIDATOR_S:
            raise FaultError(f"the validator took {time.process_time() - start:.1f} s")
        self._work(worker, number, path)

    def _work(self, worker: Worker, number: int, path: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as staging:
            request = WorkRequest(
                input_path=str(path), options=AnalysisOptions(), staging=staging, memory_bytes=MEMORY_BYTES
            )
            events = list(worker.work(request, timeout_s=TIMEOUT_S))
            logs = "".join(log.read_text(errors="replace") for log in Path(staging).glob("log_*.txt"))
        answers = [event for event in events if isinstance(event, Analyzed | Exported)]
        if not answers:
            raise FaultError("no answer")
        failure = answers[-1].failure
        self.counts[f"{answers[-1].record.status}: {failure.kind if failure else 'artifact'}"] += 1
        for answer in answers:
            if (answer.record.peak_memory_bytes or 0) > MEMORY_BYTES * 1.2:
                raise FaultError(f"{answer.record.peak_memory_bytes:,} bytes")
        if failure and failure.kind is Kind.INTERNAL:
            raise FaultError(failure.message)
        if failure and failure.kind is Kind.CRASHED and "with SIG" not in failure.message:
            raise FaultError(f"{failure.message}: {logs[-500:]}")
        if failure and "turnkeyml" in _innermost(failure.detail):
            raise FaultError(f"{failure.message}: {failure.detail[-800:]}")


def _innermost(traceback: str) -> str:
    """The file of the innermost frame, where the exception is none of ours that says why."""
    files = re.findall(r'File "([^"]+)"', traceback)
    is_typed = "InvalidOnnxError" in traceback.splitlines()[-1] if traceback else True
    return "" if is_typed or not files else files[-1]


def main() -> int:
    """Read mutants; print how often each ending was seen. Status 1 where one was a fault of ours."""
    options = read_options(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as folder, Worker() as worker:
        fuzzer = Fuzzer(Path(folder))

        def read(number: int, counts: Counter[str]) -> None:
            fuzzer.counts = counts
            fuzzer.run(worker, number)

        return read_mutants(options, read, (FaultError,))


if __name__ == "__main__":
    sys.exit(main())
