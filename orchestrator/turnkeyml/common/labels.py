"""`turnkeyml.labels` under the name that TurnkeyML's users import."""

from turnkeyml.labels import load_from_cache, load_from_file

__all__ = ["load_from_cache", "load_from_file"]
