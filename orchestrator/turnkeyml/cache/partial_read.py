"""Reads a result without its raw samples, in a tenth of the time: enough to decide whether it answers a job."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from turnkeyml.cache import atomic_files
from turnkeyml.records import StoredResult

_SAMPLES = b'"samples": ['
"""As it occurs in a file. Within a JSON string, the quotes would be escaped."""
_INTEGER_LIST_BYTES = b"0123456789, \n\r\t"


def read_without_samples(path: Path) -> StoredResult:
    """Read a result without its measurements. Raises `CacheError`."""
    stored = atomic_files.read_record(path, StoredResult, strip_samples)
    return dataclasses.replace(stored, result=dataclasses.replace(stored.result, measurements=()))


def strip_samples(text: bytes) -> bytes:
    """Remove the samples from JSON text; non-numeric or truncated samples stay, so that parsing fails."""
    pieces, position = [], 0
    while (found := text.find(_SAMPLES, position)) >= 0:
        begin = found + len(_SAMPLES)
        end = text.find(b"]", begin)
        if end < 0:
            break
        if text[begin:end].translate(None, _INTEGER_LIST_BYTES):
            begin = end
        pieces.append(text[position:begin])
        position = end
    return b"".join([*pieces, text[position:]])
