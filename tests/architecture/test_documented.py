"""What programs and people meet by name is on a page."""

import re
import runpy
import typing

import pytest

from conftest import REPOSITORY
from turnkey_runner.contract.vocabulary import Kind, Stage, Status
from turnkeyml import events
from turnkeyml.cli.output.event_json import event_name

REFERENCE = (REPOSITORY / "docs" / "reference.md").read_text()
MEASUREMENT = (REPOSITORY / "docs" / "measurement.md").read_text()


def sources(*folders):
    """The text of all code below some folders."""
    return "\n".join(path.read_text() for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py")))


def named_in(text):
    """What stands between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").glob("*.md")), ids=lambda path: path.name)
def test_generated_tables_are_up_to_date(page):
    """`make docs` writes columns, profiles and options out of the code."""
    generator = runpy.run_path(str(REPOSITORY / "scripts" / "write_docs.py"))
    assert generator["render"](page.read_text()) == page.read_text(), f"{page.name} is stale: run `make docs`"


def test_every_warning_is_explained():
    """A row of the table of verdicts and warnings."""
    codes = set(re.findall(r'"(W_[A-Z_]+)"', sources("runners", "orchestrator")))
    table = MEASUREMENT.partition("| code | when | leads to |")[2].partition("\n\n")[0]
    assert codes == set(re.findall(r"`(W_[A-Z_]+)`", table))


def test_every_event_is_explained():
    """Those of `run --json`."""
    names = {event_name(kind) for kind in typing.get_args(events.Event)} | {"run_ends"}
    table = REFERENCE.partition("## `run --json`")[2].partition("\n## ")[0]
    assert names == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_every_status_and_kind_is_explained():
    """The closed lists of the contract."""
    words = {str(word) for one in (Kind, Stage, Status) for word in one}
    assert words - named_in(REFERENCE) == set()


def test_every_variable_is_explained():
    """What the tool reads, and what compose does."""
    text = sources("orchestrator", "runners") + (REPOSITORY / "compose.yaml").read_text()
    variables = set(re.findall(r"TURNKEY_[A-Z]+(?:_[A-Z]+)*", text))
    assert variables - named_in(REFERENCE) == set()
