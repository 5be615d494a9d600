"""Every file of a cache is checked by itself."""

import dataclasses

import pytest

from factories import add_artifact, example_build, stored_result
from turnkeyml.cache import layout
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage

BUILD = example_build()


@pytest.fixture
def measured(tmp_path):
    """A cache with a build, its artifact, three results and an unfinished job."""
    store = Store.create(tmp_path / "cache")
    store.save_build(dataclasses.replace(BUILD, artifact=add_artifact(store)))
    result = dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name)
    for runtime in ("openvino", "ort", "ort-openvino"):
        store.save_result(dataclasses.replace(result, job=dataclasses.replace(result.job, runtime=runtime)))
    store.save_partial(dataclasses.replace(result, is_partial=True))
    return store


def damage(store, *names):
    for name in names:
        path = layout.results(store.path, BUILD.name) / name
        path.write_bytes(path.read_bytes()[:100] if path.exists() else b"{")


def test_nothing_is_damaged_at_first(measured):
    """Neither results nor artifacts."""
    assert list(find_damage(measured)) == []


def test_each_damaged_result_is_a_problem_and_the_artifact_is_checked(measured):
    """One damaged file hides no other one."""
    damage(measured, "x86.ort.fp32.json", "x86.openvino.fp32.json")
    (artifact,) = measured.load_build(BUILD.name).artifacts
    (measured.artifact_folder(artifact) / "model.onnx").write_bytes(b"other")
    problems = list(find_damage(measured))
    assert [part for problem in problems for part in ("x86.openvino", "x86.ort.", "model.onnx") if part in problem] == [
        "x86.openvino",
        "x86.ort.",
        "model.onnx",
    ]
    assert len(problems) == 3


@pytest.mark.parametrize("name", ["x86.ort.fp32.partial", "x86.ort.fp32.begun"])
def test_a_damaged_file_of_an_unfinished_job_is_a_problem(measured, name):
    """Under its present name, and under the one of earlier versions."""
    damage(measured, name)
    (problem,) = find_damage(measured)
    assert name in problem


def test_results_of_a_damaged_build_are_checked(measured):
    """They are separate files."""
    (layout.build(measured.path, BUILD.name) / layout.BUILD).write_text("{")
    damage(measured, "x86.ort.fp32.json")
    assert len(list(find_damage(measured))) == 2


@pytest.mark.parametrize("samples", [True, False])
def test_a_damaged_result_hides_no_healthy_one(measured, samples):
    """The file and its error are in the place of the result."""
    damage(measured, "x86.openvino.fp32.json")
    damaged, *healthy = measured.read_results(BUILD.name, samples=samples)
    assert [stored.job.runtime for stored in healthy] == ["ort-openvino", "ort"]
    assert isinstance(damaged, DamagedFile)
    assert damaged.path.name == "x86.openvino.fp32.json"
    assert "is damaged" in str(damaged.error)
