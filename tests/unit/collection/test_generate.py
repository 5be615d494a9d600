"""The generator: scripts from the catalogue, and one line for a mistake in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from turnkeyml import labels
from turnkeyml.collection.catalog import read_corpus
from turnkeyml.collection.generate import main
from turnkeyml.collection.literals import keyword_lines
from turnkeyml.errors import CatalogError

ENTRY = """
[[models]]
name = "tiny"
template = "encoder"
author = "me"
task = "Fill_Mask"
license = "mit"
title = "A tiny encoder."
source = "https://example.org/tiny"
downloads_2023 = 7
labels = { size = "large" }
[models.values]
model_class = "Encoder"
[models.values.config]
width = 8
activation = "gelu"
"""
TEMPLATE = "import torch\n\nmodel = $model_class(\n$config\n).eval()\n"
SCRIPT = '''# labels: name::tiny author::me task::Fill_Mask license::mit test_group::mine downloads_2023::7 size::large
"""A tiny encoder.

Source: https://example.org/tiny
"""

import torch

model = Encoder(
    width=8,
    activation="gelu",
).eval()
'''


@pytest.fixture
def models(tmp_path):
    """A collection with one corpus of one entry."""
    (tmp_path / "catalog" / "templates" / "mine").mkdir(parents=True)
    (tmp_path / "catalog" / "templates" / "mine" / "encoder.py.tmpl").write_text(TEMPLATE)
    (tmp_path / "catalog" / "mine.toml").write_text(ENTRY)
    return tmp_path


def test_a_script_is_labels_docstring_and_template(models):
    """And its labels are read back as they were given."""
    assert main([], models=models) == 0
    script = models / "mine" / "tiny.py"
    assert script.read_text() == SCRIPT
    assert labels.load_from_file(script)["size"] == ["large"]


def test_the_check_lists_what_is_missing_or_differs(models, capsys):
    """It writes nothing, and ends with 1 until the scripts are written."""
    assert main(["--check"], models=models) == 1
    assert capsys.readouterr().out == "mine/tiny.py is missing\n"
    main(["mine"], models=models)
    assert main(["--check"], models=models) == 0
    (models / "mine" / "tiny.py").write_text("changed")
    capsys.readouterr()
    assert main(["--check"], models=models) == 1
    assert capsys.readouterr().out == "mine/tiny.py differs from the catalogue\n"
    assert (models / "mine" / "tiny.py").read_text() == "changed"


def test_scripts_written_by_hand_are_left_alone(models):
    """No catalogue names them."""
    (models / "mine").mkdir()
    (models / "mine" / "special.py").write_text("mine")
    assert main([], models=models) == 0
    assert (models / "mine" / "special.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ('author = "me"', "", "mine.toml, entry 1 (tiny): missing keys: author"),
        ('author = "me"', 'autor = "me"', "mine.toml, entry 1 (tiny): unknown key 'autor'"),
        ('author = "me"', 'author = "me and you"', "a label is a word without spaces and colons: author"),
        ('author = "me"', "author = 3", "author is not a string: 3"),
        ("downloads_2023 = 7", "downloads_2023 = true", "downloads_2023 is not a whole number: True"),
        ("downloads_2023 = 7", "published_parameters = 7", "published_parameters and published_source need each other"),
        ('name = "tiny"', 'name = "Tiny-1"', "a name consists of a-z, 0-9 and _: 'Tiny-1'"),
        ('title = "A tiny encoder."', 'title = "A tiny encoder"', "a title is one sentence"),
        ("https://example.org/tiny", "example.org", "a source is a URL that starts with https://"),
        ('size = "large"', 'author = "you"', "author cannot be an additional label"),
        ('template = "encoder"', 'template = "decoder"', "no template 'decoder'; choose from: encoder"),
        ("[models.values.config]", "[models.values.configuration]", "mine.toml, tiny: no values for config"),
        (
            'model_class = "Encoder"',
            'model_class = "E"\nmore = 1',
            "mine.toml, tiny: the template does not use more",
        ),
        ("width = 8", '"the width" = 8', "mine.toml, tiny: 'the width' is not a keyword argument"),
        ("width = 8", "width = 2026-11-24", "datetime.date(2026, 11, 24) cannot be written into a script"),
        ("width = 8", "width = ", "mine.toml is not TOML"),
        ("[[models]]", "[[modules]]", "mine.toml has something other than [[models]]: modules"),
        (ENTRY, ENTRY + ENTRY, "mine.toml: two entries are named 'tiny'"),
    ],
)
def test_a_mistake_is_told_in_one_line(models, capsys, old, new, reported):
    """Where it is and what it is; nothing is written."""
    assert old in ENTRY
    (models / "catalog" / "mine.toml").write_text(ENTRY.replace(old, new))
    assert main([], models=models) == 2
    message = capsys.readouterr().err
    assert reported in message
    assert message.count("\n") == 1
    assert not (models / "mine").exists()


def test_an_unknown_corpus_is_told_with_those_that_exist(models):
    """So that a typing error is seen."""
    with pytest.raises(CatalogError, match="no catalogue of a corpus 'yours'; choose from: mine"):
        read_corpus(models, "yours")


def test_values_are_laid_out_as_the_formatter_would(tmp_path):
    """Long lists and tables get a line for each element; the repository's ruff changes nothing."""
    table = {
        "flag": True,
        "rate": 1e-06,
        "sizes": [[16, 32], [64]],
        "quoted": 'a "word"',
        "kinds": ["a_kind_of_layer_with_a_long_name"] * 5,
        "options": {"type": "linear", "factors": [0.123456789] * 12, "nested": {"deep": [1000000] * 15}},
        "empty": [],
        "none": {},
    }
    script = Path(tmp_path / "script.py")
    script.write_text(f"call(\n{keyword_lines(table)}\n)\n")
    evaluated = eval(script.read_text(), {"call": lambda **given: given})
    assert evaluated == table
    ruff = str(Path(sys.executable).with_name("ruff"))
    command = [ruff, "format", "--check", "--isolated", "--line-length=120", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
