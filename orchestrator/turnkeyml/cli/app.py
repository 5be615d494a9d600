"""The command `turnkey`: finds the subcommand, and turns every error into one line and an exit status."""

from __future__ import annotations

import difflib
import importlib
import os
import signal
import stat
import sys
from types import FrameType
from typing import Any, NoReturn

import click

import turnkeyml
from turnkeyml.cli import former_words
from turnkeyml.cli.output.terminal import escape_streams, write_note
from turnkeyml.errors import TurnkeyError

_COMMANDS = (
    *("run", "report", "compare", "check", "sign", "verify", "cache", "models", "runners", "doctor", "version"),
)
_TERMINATING = (signal.SIGTERM, signal.SIGHUP)
"""Sent by service managers, schedulers and closed terminals. They end a run as Ctrl-C does."""
_SIGNAL_BASE = 128
"""Exit status of a process that signal N ended, minus N, as in shells."""


class _TerminatedError(KeyboardInterrupt):
    """A terminating signal was received."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_status = _SIGNAL_BASE + number


class _Commands(click.Group):
    """Loads a command when it is called. Arguments without a command are the INPUTS of `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in order of use, not sorted by name."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"turnkeyml.cli.commands.{cmd_name}").command
        _name_variables(command, f"TURNKEY_{cmd_name.upper()}")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert `run` if the first argument is no command; former words are rewritten first."""
        args = former_words.rewrite(args, _COMMANDS, lambda line: write_note(f"turnkey: {line}"))
        options = ("--help", "-h", "--version")
        if args and args[0] not in (*_COMMANDS, *options):
            _refuse_misspelt(args[0])
            args = ["run", *args]
        return super().parse_args(ctx, args)


def _name_variables(command: click.Command, prefix: str) -> None:
    """Give each option an environment variable named as it is typed: TURNKEY_RUN_DEVICE for --device.

    Click's `auto_envvar_prefix` would use the name of the parameter in the code, here `devices`.
    """
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.envvar is None:
            typed = max(parameter.opts, key=len).lstrip("-")
            parameter.envvar = f"{prefix}_{typed}".replace("-", "_").upper()
    if isinstance(command, click.Group):
        for name, subcommand in command.commands.items():
            _name_variables(subcommand, f"{prefix}_{name}".upper())


def _refuse_misspelt(word: str) -> None:
    if word.startswith("-") or os.path.exists(word) or any(character in word for character in "/.:*?["):
        return
    from turnkeyml.collection import scripts

    if word in scripts.corpora():
        return
    matches = difflib.get_close_matches(word, _COMMANDS, n=1)
    hint = f"did you mean `turnkey {matches[0]}`?" if matches else "see `turnkey --help`"
    raise click.UsageError(f"no command and no file {word!r}; {hint}")


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
@click.version_option(turnkeyml.__version__, prog_name="turnkey")
def turnkey() -> None:
    """Benchmark PyTorch models, in one container per device.

    \b
    turnkey bert.py                         measure a script on this CPU
    turnkey run timm --device nvidia        measure a collection on a GPU
    turnkey report                          write the results to a CSV file

    `turnkey INPUTS…` is short for `turnkey run INPUTS…`.
    """


def run(arguments: list[str] | None = None) -> None:
    """Run a command line and exit.

    Exit status:
        0        success
        1        a model or job failed, a regression, or a problem that a check found
        2        usage error
        3        a cache cannot be read or written
        4        a runner cannot be started
        5        the worker process with torch cannot be started
        6        a runner does not follow the contract
        7        any other file cannot be read or written
        8        `compare` found no pair that it could compare
        128 + N  ended by signal N
    """
    escape_streams()
    for number in _TERMINATING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores SIGHUP
            signal.signal(number, _terminate)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        outcome: Any = turnkey.main(arguments, prog_name="turnkey", standalone_mode=False)
    except TurnkeyError as error:
        write_note(f"turnkey: {error}")
        return error.exit_status
    except OSError as error:
        from turnkeyml.system.os_errors import describe, remedy_of

        refused = TurnkeyError(f"the system refuses: {describe(error)}", remedy=remedy_of(error))
        write_note(f"turnkey: {refused}")
        return refused.exit_status
    except click.exceptions.Exit as exit_request:
        return int(exit_request.exit_code)
    except click.UsageError as error:
        where = f" (see `{error.ctx.command_path} --help`)" if error.ctx and error.ctx.command_path != "turnkey" else ""
        write_note(f"turnkey: {_lower_first(error.format_message())}{where}")
        return 2
    except click.ClickException as error:
        write_note(f"turnkey: {error.format_message()}")
        return int(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        cause = error if isinstance(error, _TerminatedError) else error.__cause__
        write_note("turnkey: interrupted; finished work is kept, and the same command resumes")
        return cause.exit_status if isinstance(cause, _TerminatedError) else _SIGNAL_BASE + signal.SIGINT
    return int(outcome or 0)


def _terminate(number: int, _: FrameType | None) -> NoReturn:
    """Raise once; a repeated signal must not interrupt the cleanup."""
    for terminating in _TERMINATING:
        signal.signal(terminating, lambda *_: None)
    for output in (1, 2):
        if stat.S_ISCHR(os.fstat(output).st_mode) and not os.isatty(output):  # the terminal was closed
            os.dup2(os.open(os.devnull, os.O_WRONLY), output)
    raise _TerminatedError(number)


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".").replace("\n", " ")
