"""Imports what several scripts of the collection import, so that forks of this process have it."""

import contextlib
import importlib
from collections import Counter

from turnkeyml.collection import scripts
from turnkeyml.worker.script_imports import read_imports

OFTEN = 3


def import_common_names() -> None:
    """Import names that at least `OFTEN` scripts import; those that fail are left to the scripts."""
    counts = Counter(
        name
        for corpus in scripts.corpora()
        for path in scripts.find_scripts(corpus)
        for name in read_imports(path).names
    )
    for name, count in counts.items():
        module, _, attribute = name.partition(":")
        if count >= OFTEN:
            with contextlib.suppress(Exception):
                getattr(importlib.import_module(module), attribute or "__name__")


import_common_names()
