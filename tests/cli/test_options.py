"""Options as shells and users write them."""

import pytest

from conftest import SELFTEST
from turnkeyml.cli.options import Bytes, expand_variadic, is_label

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
    ],
)
def test_an_option_takes_words_until_the_next(typed, read):
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
    """TURNKEY_, the command, the option."""
    done = turnkey(*arguments, env={name: value})
    assert words in done.err
