"""A filed result without its raw samples: what a run needs of one that answers a job, at a tenth of the time."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from turnkeyml.cache import atomic_files
from turnkeyml.records import StoredResult

_SAMPLES = b'"samples": ['
"""As text of a file. Within a string, its quotes would be escaped."""
_OF_WHOLE_NUMBERS = b"0123456789, \n\r\t"


def read_without_samples(path: Path) -> StoredResult:
    """Read a result without looking at its measurements; it has none then. Raises `CacheError`."""
    stored = atomic_files.read_record(path, StoredResult, strip_samples)
    return dataclasses.replace(stored, result=dataclasses.replace(stored.result, measurements=()))


def strip_samples(text: bytes) -> bytes:
    """JSON without the numbers of its samples; what is no number, or is cut off, stays for the reader to refuse."""
    kept, at = [], 0
    while (found := text.find(_SAMPLES, at)) >= 0:
        begin = found + len(_SAMPLES)
        end = text.find(b"]", begin)
        if end < 0:
            break
        if text[begin:end].translate(None, _OF_WHOLE_NUMBERS):
            begin = end
        kept.append(text[at:begin])
        at = end
    return b"".join([*kept, text[at:]])
