"""Labels: out of a script's first line, and out of a cache."""

import pytest

import turnkey.common.labels
import turnkeyml.common.labels
from turnkeyml import labels
from turnkeyml.errors import CacheError, LabelError


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_a_windows_editor_has_labels(tmp_path, mark, line_end):
    """With a byte order mark, and with other line ends."""
    script = tmp_path / "a.py"
    lines = (b"# labels: name::a author::b,c", b"# -*- coding: latin-1 -*-", b"import torch", b"")
    script.write_bytes(mark + line_end.join(lines))
    assert labels.load_from_file(script) == {"name": ["a"], "author": ["b", "c"]}


@pytest.mark.parametrize("pragma", ["# labels: name::a author::b,c", "#labels name::a author::b,c"])
def test_the_first_line_holds_the_labels(tmp_path, pragma):
    """Both spellings that exist in the field."""
    script = tmp_path / "a.py"
    script.write_text(f"{pragma}\nimport torch\n")
    assert labels.load_from_file(script) == {"name": ["a"], "author": ["b", "c"]}


def test_a_script_without_labels_has_none(tmp_path):
    """A comment is no label, and labels are in the first line, as in TurnkeyML."""
    script = tmp_path / "a.py"
    for first in ("# about labels", "# -*- coding: utf-8 -*-", "#!/usr/bin/env python", ""):
        script.write_text(f"{first}\n# labels: name::late\n")
        assert labels.load_from_file(script) == {}


@pytest.mark.parametrize("word", ["name", "name:a", "::a", "name::", "a::b::c"])
def test_another_form_is_refused(word):
    """What a person types must be a label."""
    with pytest.raises(LabelError, match="not a label"):
        labels.parse_labels([word])


def test_one_of_the_wanted_values_is_enough_and_case_does_not_matter():
    """A key with several values: any of them."""
    own = {"author": ["Google"], "task": ["NLP"]}
    assert labels.satisfies(own, {"author": ["meta", "google"]})
    assert labels.satisfies(own, {})
    assert not labels.satisfies(own, {"author": ["google"], "task": ["Vision"]})


def test_labels_are_the_same_under_each_import_path():
    """`turnkeyml.labels`, and the two names in TurnkeyML's documentation."""
    for name in ("load_from_cache", "load_from_file"):
        own = getattr(labels, name)
        assert getattr(turnkeyml.common.labels, name) is getattr(turnkey.common.labels, name) is own


def test_a_build_keeps_its_labels(built_cache):
    """As they were in the first line of its script."""
    name = next(path.name for path in (built_cache / "builds").iterdir() if path.name.startswith("linear_"))
    found = labels.load_from_cache(str(built_cache), name)
    assert found["name"] == ["linear"]


def test_a_build_that_is_not_there_says_so(tmp_path):
    """One line with the remedy."""
    with pytest.raises(CacheError, match="no readable build 'x'"):
        labels.load_from_cache(tmp_path, "x")


@pytest.mark.parametrize("text", ["[]", "{}", '{"labels": null}', '{"labels": {"name": 1}}', "{"])
def test_a_damaged_build_has_no_readable_labels(tmp_path, text):
    """One line, whatever is wrong with its file."""
    (tmp_path / "builds" / "x").mkdir(parents=True)
    (tmp_path / "builds" / "x" / "build.json").write_text(text)
    with pytest.raises(CacheError, match="no readable build 'x'"):
        labels.load_from_cache(tmp_path, "x")
