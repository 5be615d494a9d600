"""Where files are: those that ship with the package (or are in a checkout), caches, sockets and locks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def _bundled() -> Path:
    """The checkout, or the folder of an installed package (pyproject.toml: force-include)."""
    return _CHECKOUT if (_CHECKOUT / "Dockerfiles").is_dir() else _PACKAGE / "shipped"


def runners_folder() -> Path:
    """The runners' sources."""
    return _bundled() / "runners"


def dockerfiles_folder() -> Path:
    """The runner images' Dockerfiles."""
    return _bundled() / "Dockerfiles"


def models_folder() -> Path:
    """The collection of model scripts."""
    return _bundled() / "models"


def cache_root() -> Path:
    """Named caches and the process launcher's environments: `$TURNKEY_CACHE_ROOT`, or the user's cache folder."""
    configured = os.environ.get("TURNKEY_CACHE_ROOT")
    if configured:
        return Path(configured).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("turnkey"))


def socket_path(device: str) -> Path:
    """Where a resident runner listens: in a folder of its own, so that it cannot take another one's place."""
    return cache_root() / "run" / device / "runner.sock"


def named_caches() -> Path:
    """The folder of the caches that have a name; resident runners see it (compose.yaml)."""
    return cache_root() / "caches"


def lock_folder() -> Path:
    """The devices' locks, for all users of this machine: `$TURNKEY_LOCK_DIR`, or the temporary folder."""
    return Path(os.environ.get("TURNKEY_LOCK_DIR") or tempfile.gettempdir())


DEFAULT_CACHE = "default"


def find_cache(name: str) -> Path:
    """A cache by path, or by name under the cache root.

    A word without a separator is the path of a folder here that has this name, and otherwise a name. Nobody types the
    default one, so it is a path only where the folder is a cache.
    """
    path = Path(name).expanduser()
    is_word = os.sep not in name and not name.startswith("~") and name not in ("", ".", "..")
    is_here = (path / "CACHE.json").exists() or (name != DEFAULT_CACHE and path.is_dir())
    return path if is_here or not is_word else named_caches() / name
