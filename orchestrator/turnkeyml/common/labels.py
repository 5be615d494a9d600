"""`turnkeyml.labels` under the name in TurnkeyML's documentation."""

from turnkeyml.labels import load_from_cache, load_from_file

__all__ = ["load_from_cache", "load_from_file"]
