"""Texts that are kept for as long as the files of a build are unchanged."""

import sqlite3

import pytest

from turnkeyml.cache import layout, origin
from turnkeyml.cache.derived import Derived, derive, keep, remove_damaged
from turnkeyml.cache.store import Store
from turnkeyml.system import user_key


class Computed:
    """Computes a text per build, and counts."""

    def __init__(self, *, is_final=True):
        self.names = []
        self._is_final = is_final

    def __call__(self, name):
        self.names.append(name)
        return Derived(text=f"{name} {len(self.names)}", is_final=self._is_final)


def table_of(cache):
    """The file of this user's table."""
    return origin.table_path(cache, layout.DERIVED)


@pytest.fixture
def cache(tmp_path):
    """Three builds with a result each."""
    Store.create(tmp_path)
    for name in ("a", "b", "c"):
        results = layout.results(tmp_path, name)
        results.mkdir(parents=True)
        (layout.build(tmp_path, name) / layout.BUILD).write_text("{}")
        (results / "x86.ort.fp32.json").write_text("{}")
    return tmp_path


def texts(cache, compute, names=("a", "b", "c"), rules="1", **options):
    derived = derive(cache, names, rules, compute)
    keep(cache, derived, **options)
    return derived.texts


def test_a_text_is_computed_once(cache):
    """And comes from the table afterwards."""
    first, second = Computed(), Computed()
    assert texts(cache, first) == texts(cache, second)
    assert (first.names, second.names) == (["a", "b", "c"], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda build, results: (build / layout.BUILD).write_text('{"other": 1}'),
        lambda build, results: (results / "x86.ort.fp32.json").write_text('{"other": 1}'),
        lambda build, results: (results / "x86.openvino.fp32.json").write_text("{}"),
        lambda build, results: (results / "x86.ort.fp32.json").unlink(),
    ],
    ids=["build", "result", "another result", "a result less"],
)
def test_a_build_that_changed_is_computed_again(cache, change):
    """Alone."""
    texts(cache, Computed())
    change(layout.build(cache, "b"), layout.results(cache, "b"))
    again = Computed()
    texts(cache, again)
    assert again.names == ["b"]


def test_other_rules_compute_everything_again(cache):
    """What another version computed is not shown."""
    texts(cache, Computed())
    again = Computed()
    texts(cache, again, rules="2")
    assert again.names == ["a", "b", "c"]


def test_what_is_not_final_is_not_kept(cache):
    """A build that a process is at may have lost it by the next time."""
    texts(cache, Computed(is_final=False))
    again = Computed()
    texts(cache, again)
    assert again.names == ["a", "b", "c"]


def test_some_builds_leave_the_texts_of_others(cache):
    """A run keeps the rows of what it measured."""
    texts(cache, Computed())
    texts(cache, Computed(), names=("a", "c"), is_all=False)
    again = Computed()
    texts(cache, again)
    assert again.names == []


def test_a_table_that_is_damaged_costs_time_and_no_text(cache):
    """It is no database, or a folder is in its place."""
    texts(cache, Computed())
    table_of(cache).write_bytes(b"no database" * 1000)
    again = Computed()
    assert texts(cache, again) == ["a 1", "b 2", "c 3"]


def test_a_text_that_was_changed_in_the_table_is_computed_again(cache):
    """By a flipped bit that SQLite does not see, or by whom the cache came from."""
    texts(cache, Computed())
    with sqlite3.connect(table_of(cache)) as connection:
        connection.execute("UPDATE derived SET text = 'forged' WHERE build = 'b'")
        connection.execute("UPDATE derived SET text = (SELECT text FROM derived WHERE build = 'a') WHERE build = 'c'")
    again = Computed()
    assert texts(cache, again) == ["a 1", "b 1", "c 2"]
    assert again.names == ["b", "c"]


def test_texts_of_another_user_are_computed_again(cache, monkeypatch, tmp_path_factory):
    """Or of another machine: their table says nothing here."""
    texts(cache, Computed())
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path_factory.mktemp("other")))
    user_key._key.cache_clear()
    again = Computed()
    texts(cache, again)
    user_key._key.cache_clear()
    assert again.names == ["a", "b", "c"]


def test_a_damaged_table_is_removed_where_the_cache_is_cleaned(cache):
    """Until then it costs time at each report."""
    texts(cache, Computed())
    remove_damaged(cache)
    assert table_of(cache).exists()
    table_of(cache).write_bytes(b"no database" * 1000)
    remove_damaged(cache)
    assert not table_of(cache).exists()
