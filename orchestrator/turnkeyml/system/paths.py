"""Where the files beside the code lie: in a checkout, or shipped inside an installed package."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def _shipped() -> Path:
    return _CHECKOUT if (_CHECKOUT / "Dockerfiles").is_dir() else _PACKAGE / "shipped"


def runners_folder() -> Path:
    """The runners' sources."""
    return _shipped() / "runners"


def dockerfiles_folder() -> Path:
    """The runner images' Dockerfiles."""
    return _shipped() / "Dockerfiles"


def models_folder() -> Path:
    """The collection of model scripts."""
    return _shipped() / "models"


def cache_root() -> Path:
    """Where named caches and the process launcher's environments lie: `$TURNKEY_CACHE_ROOT` or the user's cache."""
    chosen = os.environ.get("TURNKEY_CACHE_ROOT")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("turnkey"))


def socket_path(device: str) -> Path:
    """Where a resident runner listens: in the volume that it shares with the host (compose.yaml)."""
    return cache_root() / "run" / f"{device}.sock"


def lock_folder() -> Path:
    """Where every turnkey of this machine finds the devices' locks: `$TURNKEY_LOCK_DIR` or the temporary folder."""
    return Path(os.environ.get("TURNKEY_LOCK_DIR") or tempfile.gettempdir())


def find_cache(name: str) -> Path:
    """A cache by path, or by name under the cache root: a bare word that is no cache here is a name."""
    given = Path(name).expanduser()
    is_word = os.sep not in name and not name.startswith("~") and name not in ("", ".", "..")
    if not is_word or (given / "CACHE.json").exists():
        return given
    return cache_root() / "caches" / name
