"""An event that cannot be at its place is refused, whatever a script's process sends."""

import dataclasses

import pytest

from turnkey_runner.contract import FileDigest, Stage, Status
from turnkey_runner.contract.codec import ContractError
from turnkeyml.records import Artifact, Invocation, StageRecord
from turnkeyml.worker.event_order import EventOrder
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan

RECORD = StageRecord(status=Status.SUCCESSFUL, duration_s=0.0)
INVOCATION = Invocation(hash="12345678", model_class="Linear", source_line="model.py:1")
ANALYZED = Analyzed(invocations=(INVOCATION,), imported=(), record=RECORD, versions={})
BEGAN = StageBegan(stage=Stage.ANALYSIS)
EXPORT_BEGAN = StageBegan(stage=Stage.EXPORT, hash="12345678")
ARTIFACT = Artifact(
    digest="a" * 64,
    files=(FileDigest(path="model.onnx", size_bytes=1, sha256="b" * 64),),
    inputs=(),
    outputs=(),
    exporter="onnx",
    opset=18,
    ir_version=10,
    model_bytes=1,
    operators={},
)
EXPORTED = Exported(hash="12345678", record=RECORD, artifact=ARTIFACT)


def check(*events):
    order = EventOrder()
    for event in events:
        order.check(event)
    return order


def test_the_order_of_an_honest_script_is_accepted():
    assert not check(BEGAN, ANALYZED, EXPORT_BEGAN, EXPORTED).pending


def replaced(**fields):
    return dataclasses.replace(EXPORTED, artifact=dataclasses.replace(ARTIFACT, **fields))


@pytest.mark.parametrize(
    "events",
    [
        (BEGAN, EXPORT_BEGAN),
        (BEGAN, EXPORTED),
        (BEGAN, ANALYZED, ANALYZED),
        (BEGAN, ANALYZED, BEGAN),
        (BEGAN, ANALYZED, EXPORTED),
        (BEGAN, ANALYZED, StageBegan(stage=Stage.EXPORT, hash="87654321")),
        (BEGAN, ANALYZED, StageBegan(stage=Stage.BENCHMARK, hash="12345678")),
        (BEGAN, ANALYZED, EXPORT_BEGAN, dataclasses.replace(EXPORTED, hash="87654321")),
        (BEGAN, ANALYZED, EXPORT_BEGAN, EXPORTED, EXPORTED),
        (BEGAN, ANALYZED, EXPORT_BEGAN, EXPORTED, EXPORT_BEGAN),
        (BEGAN, ANALYZED, EXPORT_BEGAN, dataclasses.replace(EXPORTED, artifact=None)),
        (BEGAN, ANALYZED, EXPORT_BEGAN, replaced(digest="../../victim")),
        (BEGAN, ANALYZED, EXPORT_BEGAN, replaced(files=(FileDigest(path="../x", size_bytes=1, sha256="b" * 64),))),
        (BEGAN, dataclasses.replace(ANALYZED, invocations=(dataclasses.replace(INVOCATION, hash="../../ab"),))),
        (BEGAN, dataclasses.replace(ANALYZED, invocations=(INVOCATION, INVOCATION))),
    ],
)
def test_anything_else_is_refused(events):
    """Other stages, other invocations, answers that come twice, and names that lead out of a folder."""
    with pytest.raises(ContractError):
        check(*events)
