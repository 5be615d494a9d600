"""The schema files, their examples and the dataclasses say the same."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turnkey_runner.contract import (
    Conditions,
    Failure,
    FileDigest,
    Job,
    Kind,
    Measurement,
    Result,
    RuntimeInfo,
    Settings,
    Stage,
    Status,
    TensorSpec,
    codec,
)
from turnkey_runner.contract.schemas import FOLDER, MESSAGES, render, schema_of

EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))


def kind_of(path):
    return MESSAGES[path.name.partition(".")[0]]


@pytest.mark.parametrize("name", MESSAGES)
def test_the_committed_file_is_what_the_dataclasses_say(name):
    """`make schemas` writes them again."""
    assert (FOLDER / f"{name}.json").read_text() == render(MESSAGES[name])


def test_every_message_has_an_example():
    """A schema without an example is not understood."""
    assert {path.name.partition(".")[0] for path in EXAMPLES} == set(MESSAGES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_validates_and_round_trips(path):
    """Through the schema, and through the dataclasses."""
    data = json.loads(path.read_text())
    jsonschema.Draft202012Validator(schema_of(kind_of(path))).validate(data)
    assert codec.to_plain(codec.decode(path.read_bytes(), kind_of(path))) == data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_unknown_field_is_an_error_on_both_sides(path):
    """An option that is silently ignored is a wrong benchmark."""
    data = json.loads(path.read_text()) | {"surprise": 1}
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.Draft202012Validator(schema_of(kind_of(path))).validate(data)
    with pytest.raises(codec.ContractError, match="no field surprise"):
        codec.decode(json.dumps(data).encode(), kind_of(path))


@pytest.mark.parametrize("name", ["warmup_time_s", "warmup_iterations", "min_time_s", "min_iterations", "max_time_s"])
def test_a_job_without_its_times_is_refused(name):
    """No reader has numbers of its own for them: they would not be those of the profile."""
    data = json.loads((FOLDER / "examples" / "job.linear.json").read_text())
    del data["settings"][name]
    with pytest.raises(jsonschema.ValidationError, match=name):
        jsonschema.Draft202012Validator(schema_of(Job)).validate(data)
    with pytest.raises(codec.ContractError, match=name):
        codec.decode(json.dumps(data).encode(), Job)


def test_another_number_is_refused_naming_both():
    """And what to update."""
    data = json.loads((FOLDER / "examples" / "job.linear.json").read_text()) | {"schema": "turnkey.job/2"}
    with pytest.raises(codec.ContractError, match=r"turnkey\.job/2.*turnkey\.job/1.*turnkey runners build"):
        codec.decode(json.dumps(data).encode(), Job)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"schema": NaN}', "NaN is not a number"),
        (b'{"schema": "turnkey.describe/1", "schema": "turnkey.describe/1"}', "occurs twice"),
        (b"[]", "a message is a JSON object"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_not_json_is_refused(text, message):
    """One exception for all of it."""
    with pytest.raises(codec.ContractError, match=message):
        codec.decode(text, Job)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", 5, r"Job\.id: expected str, got '5'"),
        ("timeout_s", "60", r"Job\.timeout_s: expected float"),
        ("memory_bytes", True, r"Job\.memory_bytes: expected int"),
        ("files", {}, r"Job\.files: expected a list"),
        ("files", [{"path": "a"}], r"Job\.files\[0\]"),
        ("settings", None, r"Job\.settings: expected an object"),
    ],
)
def test_a_wrong_type_is_named_with_its_place(field, value, message):
    """So that the one who wrote the message finds it."""
    data = json.loads((FOLDER / "examples" / "job.linear.json").read_text()) | {field: value}
    with pytest.raises(codec.ContractError, match=message):
        codec.decode(json.dumps(data).encode(), Job)


@pytest.mark.parametrize("odd", [True, 1.5, "7", None, [7]])
def test_one_sample_of_thousands_that_is_no_integer_is_named(odd):
    """Whole tuples of integers are read at once; what is not one of them is still found."""
    data = codec.to_plain(Measurement(name="latency", unit="ns", process=0, samples=tuple(range(1, 5001))))
    data["samples"][4321] = odd
    with pytest.raises(codec.ContractError, match=r"samples\[4321\]: expected int"):
        codec.from_plain(Measurement, data)


@pytest.mark.parametrize("odd", [0, -1, 10**19, 10**400])
def test_a_time_that_no_clock_tells_is_refused(odd):
    """What is computed from it would end in a traceback, wherever it is read."""
    data = codec.to_plain(Measurement(name="latency", unit="ns", process=0, samples=(1, 2)))
    data["samples"][1] = odd
    with pytest.raises(codec.ContractError, match="Measurement"):
        codec.from_plain(Measurement, data)


words = st.text(max_size=8)
counts = st.integers(min_value=0, max_value=2**62)
times = st.integers(min_value=1, max_value=2**62)
specs = st.builds(TensorSpec, name=words, dtype=words, shape=st.lists(st.integers(-1, 9), max_size=4).map(tuple))
seconds = st.floats(allow_nan=False, allow_infinity=False)
measuring_settings = st.builds(
    Settings,
    processes=counts,
    warmup_time_s=seconds,
    warmup_iterations=counts,
    min_time_s=seconds,
    min_iterations=counts,
    max_time_s=seconds,
    iterations=st.none() | counts,
)
jobs = st.builds(
    Job,
    id=words,
    artifact=words,
    files=st.lists(st.builds(FileDigest, path=words, size_bytes=counts, sha256=words), max_size=3).map(tuple),
    inputs=st.lists(specs, max_size=3).map(tuple),
    outputs=st.lists(specs, max_size=3).map(tuple),
    device=words,
    runtime=words,
    precision=words,
    settings=measuring_settings,
    threads=st.none() | counts,
    timeout_s=seconds,
)
results = st.builds(
    Result,
    id=words,
    artifact=words,
    device=words,
    runtime=words,
    precision=words,
    settings=measuring_settings,
    load=st.sampled_from(Status),
    measurements=st.lists(
        st.builds(Measurement, name=words, unit=st.just("ns"), samples=st.lists(times, max_size=5).map(tuple)),
        max_size=3,
    ).map(tuple),
    runtime_info=st.none()
    | st.builds(
        RuntimeInfo,
        engine=words,
        engine_version=words,
        provider=words,
        providers=st.dictionaries(words, counts, max_size=3),
        options=st.dictionaries(words, words, max_size=3),
    ),
    conditions=st.lists(
        st.builds(
            Conditions, process=counts, wall_ns=counts, cpu_time_ns=counts, steal_fraction=st.none() | st.floats(0, 1)
        ),
        max_size=2,
    ).map(tuple),
    failure=st.none() | st.builds(Failure, stage=st.sampled_from(Stage), kind=st.sampled_from(Kind), message=words),
)


@settings(deadline=None)  # building the first examples takes long
@given(st.one_of(jobs, results))
def test_every_message_survives_the_line(message):
    """encode, decode: equal; and it is one line."""
    line = codec.encode(message)
    assert line.count(b"\n") == 1
    assert codec.decode(line, Job, Result) == message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_nothing_but_a_contract_error_comes_out_of_garbage(garbage):
    """A reader that dies of a line is a lost runner."""
    with pytest.raises(codec.ContractError):
        codec.decode(garbage, Job, Result)


@given(json_values)
def test_a_field_of_any_value_is_read_or_refused(value):
    """No other exception, whatever stands in a field."""
    data = json.loads((FOLDER / "examples" / "result.measured.json").read_text())
    for name in list(data):
        changed = json.dumps(data | {name: value}).encode()
        try:
            codec.decode(changed, Result)
        except codec.ContractError:
            continue


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("files", 1, "size_bytes"), "12", r"Job\.files\[1\]\.size_bytes: expected int, got '12'"),
        (("settings", "min_time_s"), True, r"Job\.settings\.min_time_s: expected float, got 'True'"),
        (("settings", "mode"), "both", r"Job\.settings\.mode: expected one of .*, got 'both'"),
        (("inputs", 0, "shape"), {}, r"Job\.inputs\[0\]\.shape: expected a list, got '\{\}'"),
        (("inputs", 0, "shape", 1), 1.5, r"Job\.inputs\[0\]\.shape\[1\]: expected int, got '1.5'"),
        (("outputs", 0, "surprise"), 1, r"Job\.outputs\[0\] has no field surprise"),
    ],
)
def test_a_refusal_says_where(path, value, words):
    """However deep it lies."""
    data = json.loads((FOLDER / "examples" / "job.linear.json").read_text())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(codec.ContractError, match=words):
        codec.from_plain(Job, data)
