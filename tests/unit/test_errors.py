"""The tree of errors and their exit statuses."""

import re

from conftest import REPOSITORY
from turnkeyml import errors
from turnkeyml.errors import TurnkeyError


def every_class(root):
    """A class and all below it."""
    yield root
    for child in root.__subclasses__():
        yield from every_class(child)


def test_each_kind_of_error_has_its_own_exit_status():
    """1 is of commands that did their work and found something (B9); 2 is Click's own."""
    statuses = {kind.__name__: kind.exit_status for kind in (TurnkeyError, *TurnkeyError.__subclasses__())}
    assert len(set(statuses.values())) == len(statuses)
    assert not set(statuses.values()) & {0, 1, 130}
    assert statuses["UsageError"] == 2


def test_the_tree_is_drawn_and_the_statuses_are_documented():
    """In the module, and in docs/reference.md."""
    drawn = {name: int(status or 0) for name, status in re.findall(r"(\w+Error) +(\d?)", errors.__doc__)}
    classes = {one for one in every_class(TurnkeyError) if one.__module__ == errors.__name__}
    assert set(drawn) == {one.__name__ for one in classes}
    assert all(drawn[one.__name__] in (0, one.exit_status) for one in classes)
    table = (REPOSITORY / "docs" / "reference.md").read_text().partition("## Exit status")[2].partition("\n\nA ")[0]
    assert {one.exit_status for one in classes} <= set(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE)))


def test_the_line_has_the_remedy():
    """After a semicolon, where there is one."""
    assert str(TurnkeyError("broken")) == "broken"
    assert str(TurnkeyError("broken", remedy="mend it")) == "broken; mend it"
