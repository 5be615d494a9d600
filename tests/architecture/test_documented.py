"""What programs and people meet by name is on a page."""

import re

from conftest import REPOSITORY
from turnkey_runner.contract.vocabulary import Kind, Stage, Status
from turnkeyml.report.rows import COLUMNS

REFERENCE = (REPOSITORY / "docs" / "reference.md").read_text()
MEASUREMENT = (REPOSITORY / "docs" / "measurement.md").read_text()


def sources(*folders):
    """The text of all code below some folders."""
    return "\n".join(path.read_text() for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py")))


def named_in(text):
    """What stands between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_column_of_the_report_is_explained_in_its_order():
    """Each once, in the last table of the page."""
    table = REFERENCE.partition("## Columns of the report")[2].partition("|---|---|")[2]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    assert tuple(re.findall(r"`(\w+)`", " ".join(cells))) == COLUMNS


def test_every_warning_is_explained():
    """A row of the table of verdicts and warnings."""
    codes = set(re.findall(r'"(W_[A-Z_]+)"', sources("runners", "orchestrator")))
    table = MEASUREMENT.partition("| code | when | leads to |")[2].partition("\n\n")[0]
    assert codes == set(re.findall(r"`(W_[A-Z_]+)`", table))


def test_every_event_is_explained():
    """Those of `run --json`."""
    events = set(re.findall(r'_event\(\s*"(\w+)"', sources("orchestrator/turnkeyml/cli")))
    assert events == {name for name in named_in(REFERENCE) if name.endswith(("_begins", "_ends"))}


def test_every_status_and_kind_is_explained():
    """The closed lists of the contract."""
    words = {str(word) for one in (Kind, Stage, Status) for word in one}
    assert words - named_in(REFERENCE) == set()


def test_every_variable_is_explained():
    """What the tool reads, and what compose does."""
    text = sources("orchestrator", "runners") + (REPOSITORY / "compose.yaml").read_text()
    variables = set(re.findall(r"TURNKEY_[A-Z]+(?:_[A-Z]+)*", text))
    assert variables - named_in(REFERENCE) == set()
