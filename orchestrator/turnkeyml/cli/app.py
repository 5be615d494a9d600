"""The command `turnkey` itself: finds the subcommand, and turns every error into a line and an exit status."""

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
from turnkeyml.errors import TurnkeyError

_COMMANDS = ("run", "report", "compare", "check", "cache", "models", "runners", "doctor", "version")
_ENDING = (signal.SIGTERM, signal.SIGHUP)
"""What service managers, schedulers and closed terminals send; it ends a run as Ctrl-C does."""
_SIGNALLED = 128


class _EndedError(KeyboardInterrupt):
    """Somebody wants this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_status = _SIGNALLED + number


class _Commands(click.Group):
    """Loads a command when it is called; takes anything that is no command for the INPUTS of `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the story, not of the alphabet."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's file."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"turnkeyml.cli.commands.{cmd_name}").command
        _name_variables(command, f"TURNKEY_{cmd_name.upper()}")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` in front of what is no command."""
        own = ("--help", "-h", "--version")
        if args and args[0] not in (*_COMMANDS, *own):
            _refuse_misspelt(args[0])
            args = ["run", *args]
        return super().parse_args(ctx, args)


def _name_variables(command: click.Command, prefix: str) -> None:
    """Each option has a variable, named as it is typed: TURNKEY_RUN_DEVICE, whatever the code calls it."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.envvar is None:
            typed = max(parameter.opts, key=len).lstrip("-")
            parameter.envvar = f"{prefix}_{typed}".replace("-", "_").upper()
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            _name_variables(one, f"{prefix}_{name}".upper())


def _refuse_misspelt(word: str) -> None:
    if word.startswith("-") or os.path.exists(word) or any(sign in word for sign in "/.:*?["):
        return
    from turnkeyml.collection import scripts

    if word in scripts.corpora():
        return
    close = difflib.get_close_matches(word, _COMMANDS, n=1)
    meant = f"; did you mean `turnkey {close[0]}`?" if close else "; see `turnkey --help`"
    raise click.UsageError(f"no command and no file {word!r}{meant}")


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
@click.version_option(turnkeyml.__version__, prog_name="turnkey")
def turnkey() -> None:
    """Benchmark PyTorch models in a container for each device.

    \b
    turnkey bert.py                                         run on this machine's CPU
    turnkey run timm --device nvidia --runtime ort-cuda     a whole collection on another device
    turnkey report -d x86 nvidia                            merge caches into one report

    `turnkey INPUTS…` is the same as `turnkey run INPUTS…`.
    """


def run(arguments: list[str] | None = None) -> None:
    """Run a command line; never returns. Exit status: 0 done, 1 some failed, 2 usage, 128 + N ended by signal N."""
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _end)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        outcome: Any = turnkey.main(arguments, prog_name="turnkey", standalone_mode=False)
    except TurnkeyError as error:
        click.echo(f"turnkey: {error}", err=True)
        return error.exit_status
    except click.exceptions.Exit as ending:
        return int(ending.exit_code)
    except click.UsageError as error:
        where = f" (see `{error.ctx.command_path} --help`)" if error.ctx and error.ctx.command_path != "turnkey" else ""
        click.echo(f"turnkey: {_lower_first(error.format_message())}{where}", err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"turnkey: {error.format_message()}", err=True)
        return int(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        cause = error if isinstance(error, _EndedError) else error.__cause__
        click.echo("turnkey: interrupted; what was finished is kept, the same command goes on from there", err=True)
        return cause.exit_status if isinstance(cause, _EndedError) else _SIGNALLED + signal.SIGINT
    return int(outcome or 0)


def _end(number: int, _: FrameType | None) -> NoReturn:
    """Once: whoever sends it again is not to stop the cleaning up."""
    for one in _ENDING:
        signal.signal(one, lambda *_: None)
    for output in (1, 2):
        if stat.S_ISCHR(os.fstat(output).st_mode) and not os.isatty(output):  # a terminal that was closed
            os.dup2(os.open(os.devnull, os.O_WRONLY), output)
    raise _EndedError(number)


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".").replace("\n", " ")
