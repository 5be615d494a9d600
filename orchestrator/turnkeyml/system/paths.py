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


def find_cache(name: str) -> Path:
    """A cache by path, or by name under the cache root: a word without a separator is a name if it is no cache here."""
    path = Path(name).expanduser()
    is_word = os.sep not in name and not name.startswith("~") and name not in ("", ".", "..")
    if not is_word or (path / "CACHE.json").exists():
        return path
    return named_caches() / name
