"""Imports, when it is imported, what several scripts of the collection import: forks of that process have it then."""

import contextlib
import importlib
from collections import Counter

from turnkeyml.collection import scripts
from turnkeyml.worker.script_imports import read_imports

OFTEN = 3


def import_common_names() -> None:
    """Names that at least `OFTEN` scripts import; one that cannot be imported is left to the scripts."""
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
