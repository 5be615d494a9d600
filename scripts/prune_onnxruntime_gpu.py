"""Make onnxruntime-gpu's CUDA provider small enough to be carried to a card that no package index is reached from.

    python scripts/prune_onnxruntime_gpu.py FOLDER 90       (the installed package onnxruntime; compute capability 9.0)
    xz -9 FOLDER/capi/libonnxruntime_providers_cuda.so      (and unxz it there, before the package is used)

Kernels for all other cards are overwritten with zeros in place: the library keeps its size and its addresses, and packs
to a fifth. A fatbin that holds nothing for the card stays whole, since its PTX may be compiled for it. The
package is marked as pruned, and each result that it computes says so: the kernels for that card are those of the
wheel, but the library is not.
"""

from __future__ import annotations

import mmap
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

LIBRARY = "capi/libonnxruntime_providers_cuda.so"
MARK = "PRUNED"
FATBIN = struct.pack("<IHH", 0xBA55ED50, 1, 16)
"""Magic number, version and the header's own size; the length of what follows comes after."""
ENTRY = struct.Struct("<HHIQ12xI")
"""Kind, version, size of this header and of the code after it; the architecture lies at byte 28."""
MAX_HEADER_BYTES = 4096

Entry = tuple[int, int, int]
"""Where an entry's code begins and ends, and for which architecture it is."""


def find_fatbins(library: mmap.mmap) -> Iterator[list[Entry]]:
    """The entries of each fatbin."""
    start = library.find(FATBIN)
    while start >= 0:
        (length,) = struct.unpack_from("<Q", library, start + len(FATBIN))
        begin = start + len(FATBIN) + 8
        yield list(find_entries(library, begin, min(begin + length, len(library))))
        start = library.find(FATBIN, begin)


def find_entries(library: mmap.mmap, position: int, end: int) -> Iterator[Entry]:
    """One after the other, until what is there is none."""
    while position + ENTRY.size <= end:
        _, _, header, size, architecture = ENTRY.unpack_from(library, position)
        code = position + header
        if not ENTRY.size <= header <= MAX_HEADER_BYTES or code + size > end:
            return
        yield code, code + size, architecture
        position = code + size


def prune(path: Path, wanted: int) -> int:
    """Overwrite what is not for the wanted architecture; return how many bytes.

    The file is a new one: an installed one may be a hard link into the installer's cache.
    """
    copy = path.with_suffix(".pruned")
    shutil.copy2(path, copy)
    freed = 0
    with copy.open("r+b") as file, mmap.mmap(file.fileno(), 0) as library:
        for entries in find_fatbins(library):
            if all(architecture != wanted for _, _, architecture in entries):
                continue
            for begin, end, architecture in entries:
                if architecture != wanted:
                    library[begin:end] = bytes(end - begin)
                    freed += end - begin
    copy.replace(path)
    return freed


if __name__ == "__main__":
    folder, capability = Path(sys.argv[1]), int(sys.argv[2])
    freed_bytes = prune(folder / LIBRARY, capability)
    (folder / MARK).write_text(f"sm_{capability}\n", encoding="ascii")
    print(f"{folder / LIBRARY}: {freed_bytes / 1e6:.0f} MB are zeros now; only kernels for sm_{capability} are left")
