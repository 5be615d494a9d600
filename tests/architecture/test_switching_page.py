"""The page for those who switch names what is there."""

import re

from conftest import REPOSITORY
from turnkeyml.cli import former_words

PAGE = (REPOSITORY / "docs" / "switching.md").read_text()


def test_every_column_that_it_names_exists():
    """Of today's report."""
    table = PAGE.partition("## Columns of the report")[2].partition("\n## ")[0]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("| `")]
    today = {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}
    assert today
    assert today - set(re.findall(r"`(\w+)`", (REPOSITORY / "docs" / "reference.md").read_text())) == set()


def test_every_former_word_is_on_it():
    """Options, tools and variables."""
    words = {*former_words._RENAMED, *former_words._NEEDLESS, *former_words._REFUSED, *former_words.VARIABLES}
    assert {word for word in words if word not in PAGE} == set()
