"""Every command has a help text and is in the README."""

import re

import click
import pytest
from click.testing import CliRunner

from conftest import REPOSITORY
from turnkeyml.cli.app import turnkey as root


def commands(group, path=("turnkey",)):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(root))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_command_has_a_sentence_and_an_example(path):
    """The example begins with the command itself."""
    text = ALL[path].help
    assert re.match(r"[A-Z].*\.\n", text)
    assert " ".join(path[:2]) in text.partition("\n")[2]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_is_explained(path):
    """`--help` works, and each option has a text."""
    shown = CliRunner().invoke(root, [*path[1:], "--help"])
    assert shown.exit_code == 0, shown.output
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_readme_knows_every_command():
    """The README names all commands."""
    readme = (REPOSITORY / "README.md").read_text()
    missing = [" ".join(path) for path in ALL if " ".join(path) not in readme]
    assert missing == []


def test_without_arguments_help_is_shown(turnkey):
    """Exit status 0 or 2, as other tools do."""
    done = turnkey()
    assert "turnkey bert.py" in done.out + done.err
    assert done.status in (0, 2)
