"""Texts of scripts become texts that can be stored and printed."""

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.records import Invocation, StageRecord
from turnkeyml.worker.event_text import MAX_DETAIL_CHARACTERS, clean_event
from turnkeyml.worker.messages import Analyzed

HOSTILE = "a\ud800b\x1b[2J\x00\u202ec\x9bd"
ESCAPED = r"a\ud800b\x1b[2J\x00\u202ec\x9bd"


def analyzed(**fields):
    return Analyzed(imported=(), record=StageRecord(status=Status.FAILED), versions={HOSTILE: HOSTILE}, **fields)


def test_every_text_of_an_event_can_be_written():
    """At any depth, keys of dictionaries too; a traceback keeps its lines."""
    failure = Failure(
        stage=Stage.ANALYSIS, kind=Kind.SCRIPT_ERROR, message=f"{HOSTILE}\nsecond", detail=f"one\n\t{HOSTILE}\n"
    )
    invocation = Invocation(hash="12345678", model_class=HOSTILE, source_line=f"{HOSTILE}\n:3")
    event = clean_event(analyzed(invocations=(invocation,), failure=failure))
    assert event.versions == {ESCAPED: ESCAPED}
    assert event.invocations[0].model_class == ESCAPED
    assert event.invocations[0].source_line == rf"{ESCAPED}\n:3"
    assert event.failure.message == f"{ESCAPED} second"
    assert event.failure.detail == f"one\n\t{ESCAPED}\n"
    repr(event).encode()


def test_a_text_of_megabytes_is_cut_with_a_note():
    failure = Failure(stage=Stage.ANALYSIS, kind=Kind.SCRIPT_ERROR, message="Z" * 3_000_000, detail="Z" * 3_000_000)
    cleaned = clean_event(analyzed(invocations=(), failure=failure)).failure
    assert cleaned.message == "Z" * 1000 + " [2999000 more characters]"
    assert len(cleaned.detail) < MAX_DETAIL_CHARACTERS + 100


def test_an_honest_event_is_as_it_was():
    event = analyzed(invocations=(Invocation(hash="12345678", model_class="Lineär", source_line="model.py:3"),))
    event = clean_event(event)
    assert clean_event(event) is event
