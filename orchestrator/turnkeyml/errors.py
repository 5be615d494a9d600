"""Every error that a user can meet, each with a message, a remedy and the exit status of the command that it ends.

    TurnkeyError                 7  what none of the others says: a file that cannot be read or written
    ├── UsageError               2  a bad value, an unknown name
    │   ├── InputError              an INPUT that does not exist, or of an unknown kind
    │   ├── LabelError              a malformed label
    │   ├── CatalogError            a mistake in the catalogue of the collection
    │   └── PluginError             a package whose entry point cannot be used
    ├── CacheError               3  a cache that cannot be read or written
    ├── LauncherError            4  a runner that cannot be started
    │   └── EngineError             the container engine does not answer, or refuses
    ├── WorkerError              5  the process with torch cannot be started
    └── RunnerError              6  a runner that started, but does not speak the contract
        └── RunnerStartError        one that ended at its start

Status 1 is not here: it says that a command did its work and found something (a failed model, a regression).
"""

from __future__ import annotations


class TurnkeyError(Exception):
    """The root of the tree: a message of one line, a remedy of one line, an exit status."""

    exit_status = 7

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class UsageError(TurnkeyError):
    """The command line cannot be meant as it is: an unknown device, a bad value."""

    exit_status = 2


class InputError(UsageError):
    """An INPUT that does not exist, or of a kind that turnkey does not read."""


class LabelError(UsageError):
    """A label that is not of the form `key::value1,value2`."""


class CatalogError(UsageError):
    """The catalogue of the collection has a mistake."""


class PluginError(UsageError):
    """A package's entry point that cannot be used."""


class CacheError(TurnkeyError):
    """A cache that cannot be read or written."""

    exit_status = 3


class LauncherError(TurnkeyError):
    """A runner that cannot be started: no engine, no image, no environment."""

    exit_status = 4


class EngineError(LauncherError):
    """The container engine does not answer, or refuses."""


class WorkerError(TurnkeyError):
    """The process with torch cannot be started."""

    exit_status = 5


class RunnerError(TurnkeyError):
    """A runner that started, but does not speak the contract."""

    exit_status = 6


class RunnerStartError(RunnerError):
    """A runner that ended at its start: another one may live."""
