"""The catalogue: the committed scripts match it, and every script of the collection is well-formed."""

import ast
import hashlib
import re

import pytest

from conftest import REPOSITORY
from turnkeyml import labels
from turnkeyml.collection.catalog import catalog_folder, corpora, read_corpus
from turnkeyml.collection.generate import main
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
    """The same as `python -m turnkeyml.collection.generate --check`."""
    assert main(["--check"]) == 0


def problems_of(path):
    """What of a script is not as models/README.md says."""
    text = path.read_text()
    compile(text, str(path), "exec")
    tree = ast.parse(text)
    line = text.partition("\n")[0]
    own = labels.load_from_file(path)
    docstring = ast.get_docstring(tree) or ""
    requested = asked_arguments(tree)
    if not re.fullmatch(r"# labels:( [^\s:,]+::[^\s:,]+(,[^\s:,]+)*)+", line):
        yield f"labels: {line}"
    if list(own)[: len(FIRST_LABELS)] != FIRST_LABELS or not set(own) - set(FIRST_LABELS) <= FURTHER_LABELS:
        yield f"labels: {', '.join(own)}"
    if (own.get("name"), own.get("test_group")) != ([path.stem], [path.parent.name]):
        yield "it is labelled with another name or corpus"
    if not re.match(r"\S[^\n]+\.\n", docstring + "\n") or not re.search(
        r"^Source: https://\S+$", docstring, re.MULTILINE
    ):
        yield f"docstring: {docstring}"
    if len(requested) != 1 or set(requested[0]) - set(PARAMETERS) or len(set(requested[0])) < len(requested[0]):
        yield f"arguments: {requested}"
    if "torch.manual_seed(0)" not in text:
        yield "no seed"
    if fetches(tree, pretrained=False):
        yield "it fetches weights that nobody asked for"


def fetches(node, *, pretrained):
    """Whether a part of a script loads published weights without `pretrained`."""
    if getattr(node, "attr", "") == "from_pretrained" and not pretrained:
        return True
    guarded = isinstance(node, ast.If | ast.IfExp) and getattr(node.test, "id", "") == "pretrained"
    if not guarded:
        return any(fetches(child, pretrained=pretrained) for child in ast.iter_child_nodes(node))
    inside, outside = ([part] if isinstance(part, ast.AST) else part for part in (node.body, node.orelse))
    return any(fetches(child, pretrained=True) for child in inside) or any(
        fetches(child, pretrained=pretrained) for child in outside
    )


def test_every_script_is_well_formed():
    """It compiles, is as models/README.md says, and downloads nothing without `pretrained`."""
    found = [f"{name_of(path)}: {problem}" for path in SCRIPTS for problem in problems_of(path)]
    assert found == []


@pytest.mark.parametrize("corpus", corpora(MODELS))
def test_every_template_is_used(corpus):
    """One that no entry names would rot."""
    folder = catalog_folder(MODELS) / "templates" / corpus
    assert {path.name for path in folder.iterdir()} == {
        f"{entry.template}.py.tmpl" for entry in read_corpus(MODELS, corpus)
    }


def test_no_two_scripts_of_a_corpus_have_the_same_code():
    """A copy under another name is not another model; labels and docstring do not count."""
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
    reported = {name: int(count) for name, count in re.findall(r"^\| `(\w+)` \| (\d+) \|", table, re.MULTILINE)}
    counts = {folder.name: len(list(folder.glob("*.py"))) for folder in MODELS.iterdir() if folder.is_dir()}
    assert reported == {name: count for name, count in counts.items() if count}
