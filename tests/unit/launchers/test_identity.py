"""Results of another engine than there is now are no answers, whatever the launcher knows of its runners."""

import pytest

from turnkeyml.devices import find_device
from turnkeyml.launchers import identity, venvs
from turnkeyml.launchers.identity import is_stale_runner
from turnkeyml.launchers.pins import pinned_engines, pinned_versions

ORT, OPENVINO, ORT_OPENVINO = find_device("x86").all_runners()


@pytest.fixture(autouse=True)
def forgotten():
    """What a process knows of its launchers."""
    for cached in (identity._identity, identity._find, identity._pins, venvs._packages_digest):
        cached.cache_clear()
    yield
    for cached in (identity._identity, identity._find, identity._pins, venvs._packages_digest):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("runner", "reported", "is_stale"),
    [
        (ORT, {"onnxruntime": "1.24.1"}, True),
        (ORT, {"onnxruntime": pinned_versions(ORT)["onnxruntime"], "python": "3.11.7"}, False),
        (OPENVINO, {"openvino": f"{pinned_versions(OPENVINO)['openvino']}-22982-e213a147257-releases"}, False),
        (OPENVINO, {"openvino": "2025.4.1-20426-82bbf0292c5-releases"}, True),
        (ORT_OPENVINO, {"onnxruntime-openvino": "1.23.0"}, True),
        (ORT, {"onnxruntime": pinned_versions(ORT)["onnxruntime"], "numpy": "1.0"}, True),
    ],
    ids=lambda value: getattr(value, "runner_name", None),
)
def test_a_resident_runners_result_of_another_version_is_measured_again(runner, reported, is_stale):
    """Its image cannot be known from outside; what it said of itself can be compared with what is pinned."""
    assert is_stale_runner(runner, "compose", "compose turnkey-x86", reported) is is_stale


def test_a_live_model_is_of_the_hosts_packages():
    """Those of the runners' environments are not compared."""
    assert not is_stale_runner(ORT, "worker", "", {"onnxruntime": "1.0", "numpy": "1.0"})


@pytest.mark.parametrize("runner", [ORT, OPENVINO, ORT_OPENVINO], ids=lambda one: one.runner_name)
def test_a_result_of_the_common_environment_of_earlier_versions_is_measured_again(runner, monkeypatch):
    """It had one for all three runtimes: `ort` was the ONNX Runtime of onnxruntime-openvino."""
    monkeypatch.delenv("TURNKEY_RUNNER_PYTHON", raising=False)
    assert is_stale_runner(runner, "process", "x86-3fa8b530d7c2", {"onnxruntime": "1.24.1"})
    assert not is_stale_runner(runner, "process", venvs.environment_name(runner), {})


@pytest.mark.parametrize("link", [False, True], ids=["site-packages", "linked by a .pth file"])
def test_packages_that_are_upgraded_in_place_are_another_environment(tmp_path, monkeypatch, link):
    """TURNKEY_RUNNER_PYTHON is the same path, and has other engines. It is not started to find that out."""
    site = tmp_path / "mine" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    folder = tmp_path / "elsewhere" if link else site
    folder.mkdir(exist_ok=True)
    (site / "more.pth").write_text(f"import os\n# a comment\n{folder}\n")
    monkeypatch.setenv("TURNKEY_RUNNER_PYTHON", str(tmp_path / "mine" / "bin" / "python"))
    assert venvs.environment_name(ORT) == "mine"
    names = []
    for version in ("1.31.0", "1.32.0", "1.32.0"):
        venvs._packages_digest.cache_clear()
        for earlier in folder.glob("onnxruntime-*"):
            earlier.rmdir()
        (folder / f"onnxruntime-{version}.dist-info").mkdir()
        names.append(venvs.environment_name(ORT))
    assert all(name.startswith("mine-") for name in names)
    assert (names[0] != names[1], names[1] == names[2]) == (True, True)


def test_what_an_environment_is_for_is_pinned_in_it():
    """Each has its engine, none the other's ONNX Runtime."""
    assert [list(pinned_engines(one)) for one in (ORT, OPENVINO, ORT_OPENVINO)] == [
        ["onnxruntime"],
        ["openvino"],
        ["onnxruntime-openvino"],
    ]
    assert all(pinned_engines(one).items() <= pinned_versions(one).items() for one in (ORT, OPENVINO, ORT_OPENVINO))
