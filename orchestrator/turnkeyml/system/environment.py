"""Digests of environment variables: a build depends on those that its script has read, and their values are private."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

ALL_VARIABLES = "*"
"""Instead of a name: the script went through all variables."""
UNSET = ""
"""The digest of a variable that is not set."""

_SET_BY_TURNKEY = frozenset(
    {"TMPDIR", "TORCH_COMPILE_DISABLE", "TORCHINDUCTOR_CACHE_DIR", "JE_ARROW_MALLOC_CONF", "ORT_DISABLE_TELEMETRY"}
    | {"OPENBLAS_NUM_THREADS", "TURNKEY_USER_OPENBLAS_NUM_THREADS"}
)
"""A script's process has another value of these than the user's shell."""
_OF_THE_SESSION = frozenset(
    {"_", "COLUMNS", "DISPLAY", "INVOCATION_ID", "JOURNAL_STREAM", "LINES", "OLDPWD", "PWD", "SHLVL", "TERM", "TMUX"}
    | {"TMUX_PANE", "WINDOWID", "XDG_RUNTIME_DIR", "XDG_SESSION_ID"}
)
"""Another value in every terminal: they count only where a script reads them by name."""
_SESSION_PREFIXES = ("SSH_", "TERM_", "VSCODE_")


def digests_of(environment: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The digests of the variables with these names, in their order; turnkey's own are left out."""
    return {name: _digest(environment, name) for name in sorted(set(names) - _SET_BY_TURNKEY)}


def _digest(environment: Mapping[str, str], name: str) -> str:
    if name == ALL_VARIABLES:
        return _hash("\0".join(f"{key}={value}" for key, value in sorted(environment.items()) if _counts(key)))
    value = environment.get(name)
    return UNSET if value is None else _hash(f"{name}={value}")


def _counts(name: str) -> bool:
    return name not in _SET_BY_TURNKEY | _OF_THE_SESSION and not name.startswith(_SESSION_PREFIXES)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
