"""What a script's process may not do: write without bound, dump its memory, or signal what it has not started."""

from __future__ import annotations

import resource

from turnkey_runner.host import landlock

MAX_FILE_BYTES = 64 << 30
"""Of one file that a script writes. Weights are far smaller; an endless loop ends here."""


def limit_script(memory_bytes: int | None) -> None:
    """Limit this process and everything that it starts.

    A larger file than `MAX_FILE_BYTES` is an `OSError` (EFBIG) in the script, because Python ignores SIGXFSZ.
    """
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft = MAX_FILE_BYTES if hard == resource.RLIM_INFINITY else min(MAX_FILE_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    # On a kernel before 6.12, a script can signal its supervisor and the fork server: the orchestrator continues one
    # that is stopped, and replaces one that was killed. Programs that gain privileges when they start, as sudo, fail.
    landlock.restrict_signals()


def lift_file_limit() -> None:
    """Allow files of any size again: an export writes the weights of large models into one file."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
