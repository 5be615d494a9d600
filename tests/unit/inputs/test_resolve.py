"""INPUTS as they are typed."""

import pytest

from turnkeyml.collection import scripts
from turnkeyml.errors import InputError
from turnkeyml.inputs.resolve import find_inputs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Three scripts, one .onnx, one list."""
    (tmp_path / "sub").mkdir()
    for name, label in (("a.py", "one"), ("b.py", "two"), ("sub/c.py", "one")):
        (tmp_path / name).write_text(f"# labels: group::{label}\n")
    (tmp_path / "sub" / "m.onnx").write_bytes(b"")
    (tmp_path / "list.txt").write_text("# those that matter\na.py\n\nsub/c.py::0123abcd\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(words, wanted=None):
    return [(str(one.path.name), one.invocation_hashes) for one in find_inputs(words, wanted)]


def test_a_folder_gives_its_scripts_and_models(folder):
    """All kinds, all levels."""
    assert names(["."]) == [("a.py", ()), ("b.py", ()), ("c.py", ()), ("m.onnx", ())]


def test_a_glob_is_understood_where_the_shell_left_it(folder):
    """Quoted globs."""
    assert names(["*.py"]) == [("a.py", ()), ("b.py", ())]


def test_a_list_names_inputs_relative_to_its_folder(folder, monkeypatch):
    """Comments and blank lines are ignored; the list may be in another folder."""
    monkeypatch.chdir(folder / "sub")
    assert names([str(folder / "list.txt")]) == [("a.py", ()), ("c.py", ("0123abcd",))]


def test_a_list_that_contains_itself_is_one_clear_line(folder):
    """Directly, or by way of another list."""
    (folder / "sub" / "again.txt").write_text("../list.txt\n")
    with open(folder / "list.txt", "a") as file:
        file.write("sub/again.txt\n")
    with pytest.raises(InputError, match=r"the list .*list\.txt contains itself"):
        names(["list.txt"])
    (folder / "list.txt").write_text("sub/same.txt\nsub/../sub/same.txt\n")
    (folder / "sub" / "same.txt").write_text("c.py\n")
    assert names(["list.txt"]) == [("c.py", ())]


def test_invocations_of_one_script_add_up(folder):
    """A script comes once; named as a whole, it is meant as a whole."""
    assert names(["a.py::00000001", "a.py::00000002,00000001"]) == [("a.py", ("00000001", "00000002"))]
    assert names(["a.py::00000001", "a.py"]) == [("a.py", ())]


def test_labels_choose(folder):
    """Only scripts with the labels; it is an error when none is left."""
    assert names(["a.py", "b.py"], {"group": ["two"]}) == [("b.py", ())]
    with pytest.raises(InputError, match="none of 2 inputs has the requested labels"):
        names(["a.py", "b.py"], {"group": ["three"]})


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("missing.py", "there is no file missing.py"),
        ("*.nothing", "there is no file"),
        ("list.csv", "there is no file"),
        ("a.py::xyz", "does not name invocations"),
        ("a.py::", "does not name invocations"),
    ],
)
def test_what_is_not_there_is_one_clear_line(folder, word, message):
    """Each with a remedy."""
    with pytest.raises(InputError, match=message) as error:
        names([word])
    assert "\n" not in str(error.value)
    assert error.value.remedy


def test_large_scripts_are_left_out_of_several_unless_they_are_requested(tmp_path):
    """By a label, or as the only input."""
    (tmp_path / "small.py").write_text("# labels: name::small\n")
    (tmp_path / "giant.py").write_text("# labels: name::giant size::large\n")
    said = []

    def names(words, wanted=None):
        return [one.path.stem for one in find_inputs(words, wanted, said.append)]

    assert names([str(tmp_path)]) == ["small"]
    assert "1 scripts labelled size::large are left out" in said[0]
    assert names([str(tmp_path)], {"size": ["large"]}) == ["giant"]
    assert names([str(tmp_path / "giant.py")]) == ["giant"]


def test_names_of_the_collection_are_inputs():
    """A corpus, a script of it, a glob in it; from any folder."""
    assert [one.path.parent.name for one in find_inputs(["selftest"])] == ["selftest"] * len(find_inputs(["selftest"]))
    assert names(["selftest/linear"]) == [("linear.py", ())]
    assert names(["selftest/linear.py::0123abcd"]) == [("linear.py", ("0123abcd",))]
    assert {name for name, _ in names(["timm/*vit_tiny*"])} >= {"vit_tiny_patch16_224.py"}


def test_a_file_that_is_there_comes_before_a_name_of_the_collection(tmp_path, monkeypatch):
    """A folder `timm` in the current folder."""
    (tmp_path / "timm").mkdir()
    (tmp_path / "timm" / "mine.py").write_text("")
    monkeypatch.chdir(tmp_path)
    assert names(["timm"]) == [("mine.py", ())]
    assert names(["timm/resnet50"]) == [("resnet50.py", ())]


def test_words_that_name_no_script_are_one_clear_line(tmp_path):
    """And never a run of everything that a cache holds."""
    (tmp_path / "read.md").write_text("")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    for word in ("*.md", "empty.txt"):
        with pytest.raises(InputError, match=r"no \.py or \.onnx file there"):
            find_inputs([str(tmp_path / word)])


def test_a_file_under_two_names_comes_once():
    """A path and a name of the collection."""
    (script,) = scripts.find_scripts("selftest/linear")
    assert [one.path for one in find_inputs([str(script), "selftest/linear"])] == [script]


def test_what_no_script_is_named_is_one_clear_line():
    """It says how to look for models."""
    with pytest.raises(InputError, match="there is no file timm/resnet51") as error:
        find_inputs(["timm/resnet51"])
    assert "turnkey models list --search" in error.value.remedy


def test_a_list_may_begin_with_a_byte_order_mark(folder):
    """As editors on Windows write it; the mark is no part of the first name."""
    (folder / "list.txt").write_text("a.py\nb.py\n", encoding="utf-8-sig")
    assert names(["list.txt"]) == [("a.py", ()), ("b.py", ())]
