"""Labels: out of a script's first line, and out of a cache."""

import pytest

from turnkey.common.labels import load_from_cache as documented_load_from_cache
from turnkeyml import labels
from turnkeyml.common.labels import load_from_cache as common_load_from_cache
from turnkeyml.errors import CacheError, LabelError


@pytest.mark.parametrize("pragma", ["# labels: name::a author::b,c", "#labels name::a author::b,c"])
def test_the_first_line_holds_the_labels(tmp_path, pragma):
    """Both spellings that exist in the field."""
    script = tmp_path / "a.py"
    script.write_text(f"{pragma}\nimport torch\n")
    assert labels.load_from_file(script) == {"name": ["a"], "author": ["b", "c"]}


def test_a_script_without_labels_has_none(tmp_path):
    """A comment is no label."""
    script = tmp_path / "a.py"
    script.write_text("# about labels\n# labels: name::late\n")
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


def test_a_build_keeps_its_labels(built_cache):
    """By the three import paths that users know."""
    name = next(path.name for path in (built_cache / "builds").iterdir() if path.name.startswith("linear_"))
    found = labels.load_from_cache(str(built_cache), name)
    assert found["name"] == ["linear"]
    assert documented_load_from_cache(built_cache, name) == common_load_from_cache(built_cache, name) == found


def test_a_build_that_is_not_there_says_so(tmp_path):
    """One line with the remedy."""
    with pytest.raises(CacheError, match="no readable build 'x'"):
        labels.load_from_cache(tmp_path, "x")
