"""Every error that a user can meet: what happened, what to do about it, and the exit status it ends with."""

from __future__ import annotations


class TurnkeyError(Exception):
    """The root of the tree: a message of one line, a remedy of one line, an exit status."""

    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class UsageError(TurnkeyError):
    """What was typed cannot be meant: an unknown device, a file that does not exist, a bad value."""

    exit_status = 2


class InputError(UsageError):
    """An INPUT that is not there or not of a kind that turnkey reads."""


class LabelError(UsageError):
    """A label that is not of the form `key::value1,value2`."""


class CatalogError(UsageError):
    """The catalogue of the collection has a mistake."""


class CacheError(TurnkeyError):
    """A cache that cannot be read or written."""


class LauncherError(TurnkeyError):
    """A runner that could not be started: no engine, no image, no environment."""


class WorkerError(TurnkeyError):
    """The process with torch could not be started."""


class RunnerError(TurnkeyError):
    """A runner that was started but does not speak the contract."""


class EngineError(LauncherError):
    """The container engine does not answer, or refuses."""
