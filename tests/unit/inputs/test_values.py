"""Where `--inputs` leads."""

from pathlib import Path

import pytest

from turnkeyml.errors import InputError, UsageError
from turnkeyml.inputs.values import locate_values
from turnkeyml.records import AnalysisOptions


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A model with values beside it, and other values in the working folder."""
    for folder in ("work", "zoo/model/test_data_set_0"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "work" / "values.npz").write_bytes(b"")
    (tmp_path / "zoo" / "model" / "values.npz").write_bytes(b"")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "zoo" / "model" / "model.onnx"


def located(model: Path, typed: str) -> str:
    return locate_values(model, AnalysisOptions(inputs=typed)).inputs


def test_a_path_is_of_the_working_folder_or_beside_the_model(model):
    """So that one word serves many models; the options have the whole path."""
    assert located(model, "values.npz") == str(Path("values.npz").absolute())
    assert located(model, "test_data_set_0") == str(model.parent / "test_data_set_0")
    assert located(model, "") == ""


def test_nothing_is_ignored(model):
    """A path that leads nowhere, and a script, which makes its own inputs."""
    with pytest.raises(InputError, match=r"there is no nowhere\.npz for model\.onnx"):
        located(model, "nowhere.npz")
    with pytest.raises(UsageError, match=r"a\.py is a script"):
        located(Path("a.py"), "values.npz")
