"""Removes secrets and what identifies a person from text that is handed on."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Callable, Mapping
from pathlib import Path

HIDDEN = "[removed]"
SHOWN_VARIABLES = frozenset(
    [
        "LANG",
        "LC_ALL",
        "TZ",
        "TERM",
        "COLUMNS",
        "NO_COLOR",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "CUDA_VISIBLE_DEVICES",
        "NVIDIA_VISIBLE_DEVICES",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUNBUFFERED",
        "TURNKEY_CACHE_DIR",
        "TURNKEY_CACHE_ROOT",
        "TURNKEY_FAST_START",
        "TURNKEY_LOCK_DIR",
        "TURNKEY_RUNNER_PYTHON",
        "TURNKEY_BASE_IMAGE",
        "TURNKEY_BUILD_NETWORK",
        "TURNKEY_CPUS",
        "TURNKEY_MEMORY",
    ]
)
"""Environment variables whose value is shown; of all others, not even the name."""
_MIN_VALUE = 6
"""Shorter values of variables are words of any text."""
_SENSITIVE = (
    r"[a-z0-9_-]{0,64}(?:token|secret|passw(?:or)?d|passphrase|(?:api|access|private)[_-]?key|credential|auth|"
    r"authorization)s?(?:[0-9_-][a-z0-9_-]{0,64})?"
)
_VALUE = r"\"[^\"\n]*\"|'[^'\n]*'|[^\s,;\"']+"
_PATTERNS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    r"\A[^-]*-----END [A-Z ]*PRIVATE KEY-----",
    r"\b(?:hf|sk|pk|rk|gh[pousr]|github_pat|glpat|npm|pypi|xox[abeprs])[_-][A-Za-z0-9_-]{8,}",
    r"\b(?:AKIA|ASIA|AIza)[A-Za-z0-9_-]{12,}",
    r"\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?",
    r"(?<=://)[^/\s@'\"]{1,256}(?=@)",
    r"(?i:(?<=bearer )|(?<=basic ))[A-Za-z0-9._~+/=-]{6,}",
    rf"(?<![A-Za-z0-9_-])(?i:{_SENSITIVE})[\"']?[ \t]*[=:][ \t]*(?:{_VALUE})",
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+",
    r"(?<![0-9a-fA-F:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-fA-F:])",
)
"""Private keys, also without their beginning; tokens of services; web tokens; users in addresses; values of what is
named like a secret; mail addresses; hardware addresses."""
_SECRET = re.compile("|".join(_PATTERNS), re.DOTALL)
_HOME = re.compile(r"/(?:home|Users)/[^/\s:'\"]+|(?<![\w/])/root(?![\w-])")


def make_redactor(environment: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """A function that removes secrets from a text.

    These are keys and tokens, mail addresses, home folders, the names of user and host, and the value of every
    environment variable that is not in `SHOWN_VARIABLES`.
    """
    variables = os.environ if environment is None else environment
    names = {_user(), platform.node(), variables.get("USER", ""), variables.get("LOGNAME", "")}
    home = variables.get("HOME") or str(Path.home())
    values = {
        value
        for name, value in variables.items()
        if name not in SHOWN_VARIABLES and len(value) >= _MIN_VALUE and not Path(value).is_absolute()
    }
    hidden = _any_of(values)
    persons = _any_of({name for name in names if len(name) > 1 and name != "root"}, whole_words=True)

    def redact(text: str) -> str:
        text = _SECRET.sub(HIDDEN, text)
        if len(home) > 1:
            text = text.replace(home, "~")
        text = _HOME.sub("~", text)
        for pattern in (hidden, persons):
            text = pattern.sub(HIDDEN, text) if pattern is not None else text
        return text

    return redact


def shown_environment() -> dict[str, str]:
    """The environment variables that may be handed on."""
    return {name: os.environ[name] for name in sorted(SHOWN_VARIABLES & os.environ.keys())}


def _any_of(texts: set[str], *, whole_words: bool = False) -> re.Pattern[str] | None:
    """Matches each of the texts, the longest first."""
    if not texts:
        return None
    joined = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if whole_words else joined)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without an entry, as in a container
        return ""
