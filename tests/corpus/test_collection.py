"""The collection: every script keeps to the template, and one of each corpus is really run."""

import json
import re
import subprocess
import sys

from conftest import REPOSITORY
from corpus.local_hub import make_local_hub
from turnkeyml import labels
from turnkeyml.parser import PARAMETERS

MODELS = REPOSITORY / "models"
SCRIPTS = sorted(MODELS.glob("*/*.py"))
ONE_OF_EACH = {
    "transformers": "distilbert",
    "popular_on_huggingface": "all_minilm_l6_v2",
    "timm": "mobilenetv3_small_100",
    "torchvision": "r3d_18",
    "torch_hub": "resnet18",
    "graph_convolutions": "gcn",
    "diffusers": "dit_s_2",
}


def test_names_are_unique_within_a_corpus():
    """There, a name finds one model; ResNet-18 is both in timm and in torch_hub."""
    names = [(path.parent.name, name) for path in SCRIPTS for name in labels.load_from_file(path)["name"]]
    assert len(set(names)) == len(names)


def test_the_readme_lists_the_arguments():
    """Names and defaults of the parser."""
    rows = (MODELS / "README.md").read_text()
    for name, parameter in PARAMETERS.items():
        assert re.search(rf"^\| .*`{name}`.* \| {re.escape(str(parameter.default))} \|", rows, re.MULTILINE), name


def test_a_script_works_alone(clean_environment):
    """Under plain python, with and without arguments; its help is its own."""
    script = str(MODELS / "selftest" / "linear.py")
    for arguments in ([], ["--batch_size", "3"], ["--help"]):
        done = subprocess.run(
            [sys.executable, script, *arguments], env=clean_environment, capture_output=True, text=True, check=True
        )
    assert "samples in one inference" in done.stdout


def test_one_of_each_corpus_is_exported(turnkey, tmp_path):
    """Offline, from a local hub where a script loads from torch.hub; `--script-args` reach the scripts."""
    make_local_hub(tmp_path / "torch")
    scripts = [MODELS / corpus / f"{name}.py" for corpus, name in ONE_OF_EACH.items()]
    done = turnkey(
        *("run", *scripts, "-d", tmp_path / "c", "--build-only", "--script-args=--batch_size 2 --max_seq_length 32"),
        env={"TORCH_HOME": str(tmp_path / "torch"), "HF_HUB_OFFLINE": "1"},
    )
    assert done.status == 0, done.err
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", tmp_path / "c", "--json").out.splitlines()]
    assert {row["model_name"] for row in rows} == set(ONE_OF_EACH.values())
    inputs = {row["model_name"]: row["inputs"] for row in rows}
    assert "input_ids:int64[2,32]" in inputs["distilbert"]
    assert inputs["resnet18"] == "x:float32[2,3,224,224]"
    assert all(row["macs"] > 0 for row in rows)
