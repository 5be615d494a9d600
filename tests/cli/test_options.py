"""Parsing of options, as shells and users write them."""

import pytest

from conftest import SELFTEST
from turnkeyml.cache.store import Store
from turnkeyml.cli.shared_options import Bytes, expand_variadic, is_label

LINEAR = SELFTEST / "linear.py"
MANY = {"-d": lambda word: True, "--labels": is_label}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("-d a b --json", "-d a -d b --json"),
        ("-d a -d b", "-d a -d b"),
        ("x.py --labels k::v l::w y.py", "x.py --labels k::v --labels l::w y.py"),
        ("--labels k::v x.py::0123abcd", "--labels k::v x.py::0123abcd"),
        ("-d a -- b", "-d a -- b"),
        ("-d=a b --json", "-d a -d b --json"),
        ("-da b --json", "-d a -d b --json"),
        ("-d=a=b c", "-d a=b -d c"),
        ("--labels=k::v l::w y.py", "--labels k::v --labels l::w y.py"),
        ("--labels=k::v=w x.py::0123abcd", "--labels k::v=w x.py::0123abcd"),
        ("--labels k::v --json l::w", "--labels k::v --json l::w"),
        ("--label=x k::v", "--label=x k::v"),
    ],
)
def test_an_option_takes_values_until_the_next_option(typed, read):
    """`-d A B`, `--labels k::v k::v`."""
    assert expand_variadic(typed.split(), MANY) == read.split()


@pytest.mark.parametrize(("typed", "read"), [("8G", 8 << 30), ("512M", 512 << 20), ("1.5k", 1536), ("77", 77)])
def test_sizes_have_units(typed, read):
    """Powers of 1024."""
    assert Bytes().convert(typed, None, None) == read


def test_labels_are_not_invocations():
    """`script.py::HASH` is an input."""
    assert is_label("author::me")
    assert not is_label("script.py::0123abcd")
    assert not is_label("script.py")


@pytest.mark.parametrize(
    ("name", "value", "arguments", "words"),
    [
        ("TURNKEY_RUN_DEVICE", "toaster", ["run", LINEAR], "unknown device 'toaster'"),
        ("TURNKEY_RUN_LABELS", "author", ["run", LINEAR], "not a label: 'author'"),
        ("TURNKEY_MODELS_LIST_CORPUS", "zoo", ["models", "list"], "zoo"),
    ],
)
def test_a_variable_is_named_as_its_option_is_typed(turnkey, name, value, arguments, words):
    """TURNKEY_, the command, and the option."""
    done = turnkey(*arguments, env={name: value})
    assert words in done.err


@pytest.fixture
def empty_caches(tmp_path):
    """Two caches without builds, in a folder whose name has a space."""
    folder = tmp_path / "my results"
    return [Store.create(folder / name).path for name in ("x86", "nvidia")]


def test_a_space_in_the_variable_is_part_of_a_cache(turnkey, empty_caches, tmp_path):
    """For commands with one cache, and for those with several."""
    variable = {"TURNKEY_CACHE_DIR": str(empty_caches[0])}
    assert turnkey("cache", "list", env=variable).status == 0
    done = turnkey("report", "-r", tmp_path, env=variable)
    assert (done.status, "0 rows in" in done.out) == (0, True), done.err


def test_a_colon_in_the_variable_separates_caches(turnkey, empty_caches, tmp_path):
    """As in PATH; a command that uses one cache refuses several. A colon in `-d` is part of a path."""
    variable = {"TURNKEY_CACHE_DIR": ":".join(map(str, empty_caches))}
    done = turnkey("report", "-r", tmp_path, env=variable)
    assert (done.status, "0 rows in" in done.out) == (0, True), done.err
    done = turnkey("cache", "list", env=variable)
    assert done.status == 2
    assert "the variable names several caches" in done.err
    done = turnkey("cache", "list", "-d", "a:b", env=variable)
    assert "there is no cache at" in done.err
