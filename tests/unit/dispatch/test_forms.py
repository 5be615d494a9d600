"""What a device is given a model as, and what became of results whose model is not known any more."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from conftest import REPOSITORY
from factories import Campaigns, stored_result
from turnkey_runner.contract import Failure, FileDigest, Kind, Stage, Status
from turnkeyml.devices import all_devices, form_of
from turnkeyml.export.precision import convert
from turnkeyml.records import AnalysisOptions, Artifact, Build, Conversion, Source, StageRecord

KNOWN = {"fp32", "tf32", "fp16", "bf16", "int8", "int8-symmetric"}


def artifact(name):
    files = (FileDigest(path="model.onnx", size_bytes=1, sha256=name * 64),)
    return Artifact(
        digest=name * 64,
        files=files,
        inputs=(),
        outputs=(),
        exporter="onnx",
        opset=20,
        ir_version=10,
        model_bytes=1,
        operators={},
    )


def converted(name):
    return Conversion(record=StageRecord(status=Status.SUCCESSFUL), artifact=artifact(name))


def build(**conversions):
    source = Source(path="model.py", sha256="0", imported=(), options=AnalysisOptions(), fingerprint_versions={})
    fields = {"source": source, "labels": {}, "stages": {}, "artifact": artifact("a")}
    forms = {form.replace("_", "-"): conversion for form, conversion in conversions.items()}
    return Build(name="model_me_01234567", conversions=forms, **fields)


def measured(device, precision, name):
    one = stored_result(Campaigns(1).processes())
    files = artifact(name).files
    return replace(one, job=replace(one.job, device=device, precision=precision, files=files))


@pytest.mark.parametrize(
    ("device", "precision", "expected"),
    [
        ("x86", "int8", "int8"),
        ("nvidia", "int8", "int8-symmetric"),
        ("nvidia", "fp16", "fp16"),
        ("nvidia", "fp32", "fp32"),
        ("of another version", "int8", "int8"),
    ],
)
def test_a_device_may_have_another_form_of_a_precision(device, precision, expected):
    """TensorRT reads no int8 that is made for CPUs."""
    assert form_of(device, precision) == expected


def test_devices_name_forms_that_there_are():
    """Of precisions that they have."""
    for device in all_devices().values():
        assert set(device.forms) <= set(device.precisions)
        assert {form_of(device.name, precision) for precision in device.precisions} <= KNOWN


def test_an_unknown_form_is_no_other_one(built_cache, tmp_path):
    """A word that is misspelt in the table of devices."""
    import json

    (path,) = built_cache.glob("builds/linear*/build.json")
    digest = json.loads(path.read_text())["artifact"]["digest"]
    source, target = built_cache / "artifacts" / digest[:2] / digest, tmp_path / "target"
    target.mkdir()
    failure = convert.convert(artifact("a"), "int8-symetric", source, target).failure
    assert failure is not None
    assert failure.message == "there is no form int8-symetric"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError("no"), Kind.OUT_OF_MEMORY),
        (RuntimeError("Exception during initialization: std::bad_alloc"), Kind.OUT_OF_MEMORY),
        (RuntimeError("bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t)"), Kind.OUT_OF_MEMORY),
        (RuntimeError("Dimension of input 1 must be 1"), Kind.EXPORT_ERROR),
    ],
)
def test_a_conversion_without_memory_says_so(monkeypatch, tmp_path, error, kind):
    """With the option that allows more. (As ONNX Runtime words it; a model that is large enough takes minutes.)"""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(convert, "cast_model", fail)
    failure = convert.convert(artifact("a"), "fp16", tmp_path, tmp_path).failure
    assert (failure.kind, "--memory" in failure.remedy) == (kind, kind is Kind.OUT_OF_MEMORY)


def test_each_device_has_its_own_artifact_in_int8():
    """And both the exported one in fp32."""
    both = build(int8=converted("b"), int8_symmetric=converted("c"))
    found = [
        both.artifact_of(device, precision).digest[0] for precision in ("fp32", "int8") for device in ("x86", "nvidia")
    ]
    assert found == ["a", "a", "b", "c"]


def test_a_result_of_a_model_that_is_not_known_is_outdated():
    """What nvidia measured when it was given the CPU's int8; a conversion that failed still says so."""
    old, known = build(int8=converted("b")), build(int8=converted("b"), int8_symmetric=converted("c"))
    result = measured("nvidia", "int8", "b")
    assert [result.is_of(one) for one in (old, known)] == [False, False]
    assert measured("nvidia", "int8", "c").is_of(known)
    assert measured("x86", "int8", "b").is_of(old)
    failed = Failure(stage=Stage.CONVERT, kind=Kind.EXPORT_ERROR, message="it cannot be converted")
    assert replace(result, result=replace(result.result, failure=failed)).is_of(old)


@pytest.mark.parametrize(("device", "package"), [("x86", "turnkey_x86"), ("nvidia", "turnkey_nvidia")])
def test_runners_forbid_onnxruntime_to_tell_of_the_models(device, package):
    """Before anything of it is imported."""
    paths = os.pathsep.join(str(REPOSITORY / "runners" / one) for one in ("common", device))
    program = f"import os, {package}; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    environment = {"PYTHONPATH": paths, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout == "1\n"
