"""The catalogue: the committed scripts match it, and every script of the collection is well-formed."""

import ast
import hashlib
import re

import pytest

from conftest import REPOSITORY
from turnkeyml import labels
from turnkeyml.models.catalog import catalog_folder, corpora, read_corpus
from turnkeyml.models.generate import main
from turnkeyml.parser import PARAMETERS

MODELS = REPOSITORY / "models"
SCRIPTS = sorted(MODELS.glob("*/*.py"))
FIRST_LABELS = ["name", "author", "task", "license", "test_group"]
FURTHER_LABELS = {"downloads", "downloads_2023", "size"}


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


def asked_arguments(tree):
    """What each call of `parse` in a script asks for."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "parse"]


def test_the_scripts_match_the_catalogue():
    """The same as `python -m turnkeyml.models.generate --check`."""
    assert main(["--check"]) == 0


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_is_well_formed(path):
    """It compiles; its labels, its docstring and its arguments are as models/README.md says."""
    text = path.read_text()
    compile(text, str(path), "exec")
    tree = ast.parse(text)
    line = text.partition("\n")[0]
    assert re.fullmatch(r"# labels:( [^\s:,]+::[^\s:,]+(,[^\s:,]+)*)+", line), line
    own = labels.load_from_file(path)
    assert list(own)[: len(FIRST_LABELS)] == FIRST_LABELS
    assert set(own) - set(FIRST_LABELS) <= FURTHER_LABELS
    assert (own["name"], own["test_group"]) == ([path.stem], [path.parent.name])
    docstring = ast.get_docstring(tree)
    assert re.fullmatch(r"\S[^\n]+\.", docstring.splitlines()[0]), docstring
    assert re.search(r"^Source: https://\S+$", docstring, re.MULTILINE)
    (asked,) = asked_arguments(tree)
    assert set(asked) <= set(PARAMETERS)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("corpus", corpora(MODELS))
def test_every_template_is_used(corpus):
    """One that no entry names would rot."""
    folder = catalog_folder(MODELS) / "templates" / corpus
    assert {path.name for path in folder.iterdir()} == {
        f"{entry.template}.py.tmpl" for entry in read_corpus(MODELS, corpus)
    }


def test_no_two_scripts_of_a_corpus_have_the_same_code():
    """A copy under another name is no model of its own; labels and docstring do not count."""
    seen = {}
    for path in SCRIPTS:
        tree = ast.parse(path.read_text())
        code = ast.dump(ast.Module(body=tree.body[1:], type_ignores=[]))
        digest = hashlib.sha256(code.encode()).hexdigest()
        seen.setdefault((path.parent.name, digest), []).append(path.stem)
    assert [names for names in seen.values() if len(names) > 1] == []


def test_the_readme_counts_the_scripts():
    """The table of corpora in models/README.md."""
    table = (MODELS / "README.md").read_text().partition("## Using them")[0]
    told = {name: int(count) for name, count in re.findall(r"^\| `(\w+)` \| (\d+) \|", table, re.MULTILINE)}
    counts = {folder.name: len(list(folder.glob("*.py"))) for folder in MODELS.iterdir() if folder.is_dir()}
    assert told == {name: count for name, count in counts.items() if count}
