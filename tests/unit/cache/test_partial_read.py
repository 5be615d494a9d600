"""A result without its samples: every other field is the same, damage is seen, strings are unchanged."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import Campaigns, stored_result
from strategies import sample_lists
from turnkeyml.cache import layout
from turnkeyml.cache.partial_read import read_without_samples
from turnkeyml.cache.record_text import strip_samples
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.results.evaluate import evaluate, with_evaluation


@pytest.fixture
def store(tmp_path):
    """An empty cache."""
    return Store.create(tmp_path / "cache")


def a_result(**changes):
    """As a run stores it."""
    return with_evaluation(
        dataclasses.replace(stored_result(Campaigns(3, between=0.004, spikes=0.0).processes()), **changes)
    )


def path_of(store, result):
    """The file of a result."""
    job = result.job
    return layout.result(store.path, result.build, job.device, job.runtime, job.precision, job.settings.mode)


def test_a_partial_read_has_every_field_but_the_measurements(store):
    """And the same evaluation."""
    result = a_result()
    store.save_result(result)
    job = result.job
    place = (result.build, job.device, job.runtime, job.precision, job.settings.mode)
    partial = store.find_result(*place, samples=False)
    assert partial == dataclasses.replace(result, result=dataclasses.replace(result.result, measurements=()))
    assert evaluate(partial) == evaluate(result)
    assert store.find_result(*place) == result


def test_samples_are_on_one_line_of_json(store):
    """A person who opens the file sees the fields, not ten thousand lines of numbers."""
    result = a_result()
    store.save_result(result)
    text = path_of(store, result).read_text()
    plain = json.loads(text)
    for kept, measured in zip(plain["result"]["measurements"], result.result.measurements, strict=True):
        assert tuple(kept["samples"]) == measured.samples
        assert f'"samples": {json.dumps(kept["samples"])}' in text


def test_a_text_that_looks_like_samples_stays(store):
    """JSON escapes the quotes of what a runner printed."""
    words = 'the model said "samples": [1, 2, 3] and "measurements": ['
    result = a_result(runner={"log": words})
    store.save_result(result)
    assert read_without_samples(path_of(store, result)).runner == {"log": words}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_damaged(store, share):
    """Within the samples, too."""
    result = a_result()
    store.save_result(result)
    path = path_of(store, result)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CacheError, match="damaged"):
        read_without_samples(path)


def test_the_numbers_of_every_array_are_removed():
    """On one line, or on many as older versions wrote them."""
    text = b'{"a": [1], "samples": [\n 1,\n 2\n], "b": {"samples": [3, 4]}, "samples": []}'
    assert json.loads(strip_samples(text)) == {"a": [1], "samples": [], "b": {"samples": []}}


@pytest.mark.parametrize("damage", [b"12x45", b"1.5", b'"7"', b"-", b"null"])
def test_samples_that_are_no_whole_numbers_are_damage(store, damage):
    """As in a full read; else a result that no report can read would answer a job."""
    result = a_result()
    store.save_result(result)
    path = path_of(store, result)
    text = path.read_bytes()
    at = text.index(b'"samples": [', text.index(b'"latency"')) + len(b'"samples": [')
    path.write_bytes(text[:at] + damage + b", " + text[at:])
    with pytest.raises(CacheError, match="damaged"):
        read_without_samples(path)


@given(st.lists(sample_lists(), min_size=1, max_size=5), st.text())
def test_only_the_samples_are_missing(tmp_path_factory, processes, text):
    """Whatever the samples and the text of a runner are."""
    store = Store.create(tmp_path_factory.mktemp("cache"))
    result = dataclasses.replace(stored_result(processes), runner={"log": text})
    store.save_result(result)
    (whole,), (partial,) = (store.read_results(result.build, samples=samples) for samples in (True, False))
    assert partial == dataclasses.replace(whole, result=dataclasses.replace(whole.result, measurements=()))
