"""What a user of TurnkeyML types and expects, as one sees it."""

import json
import shutil

import pytest

from conftest import SELFTEST
from turnkeyml.cache.store import Store

LINEAR = SELFTEST / "linear.py"


def models(cache):
    """The exported models of a cache."""
    return sorted(cache.rglob("*.onnx"))


def test_an_analysis_prints_what_it_has_found(turnkey, tmp_path):
    """Class, parameters, inputs, hash and line: as a table, and as JSON."""
    done = turnkey("run", LINEAR, "--analyze-only", "-d", tmp_path / "c")
    assert done.status == 0, done.err
    (build,) = [Store.open(tmp_path / "c").load_build(name) for name in Store.open(tmp_path / "c").build_names()]
    invocation = build.invocation
    shape = list(invocation.inputs[0].shape)
    for said in (invocation.model_class, f"{invocation.parameters:,}", invocation.hash, invocation.source_line):
        assert said in done.out
    assert f"{invocation.inputs[0].name}: {invocation.inputs[0].dtype}{shape}" in done.out
    as_json = turnkey("run", LINEAR, "--analyze-only", "-d", tmp_path / "c", "--json")
    (ended,) = [one for one in map(json.loads, as_json.out.splitlines()) if one["event"] == "build_ends"]
    assert ended["invocation"]["hash"] == invocation.hash


@pytest.mark.parametrize("typed", [("--lean-cache", "--build-only"), ("--lean-cache", "--build-only", "--jobs", "2")])
def test_a_lean_cache_keeps_no_model_where_nothing_is_measured(turnkey, tmp_path, typed):
    """Also of builds that share one; the builds stay."""
    shutil.copy(LINEAR, tmp_path / "other.py")
    done = turnkey("run", LINEAR, tmp_path / "other.py", *typed, "-d", tmp_path / "c")
    assert done.status == 0, done.err
    assert models(tmp_path / "c") == []
    assert len(list(Store.open(tmp_path / "c").build_names())) == 2
    assert turnkey("cache", "verify", "-d", tmp_path / "c").status == 0


def test_a_cache_is_cleaned_and_emptied_by_name_and_as_a_whole(turnkey, cache):
    """Nothing without a name or --all."""
    names = sorted(Store.open(cache).build_names())
    assert turnkey("cache", "delete", "-d", cache).status == 2
    assert turnkey("cache", "clean", names[0], "--all", "-d", cache).status == 2
    before = len(models(cache))
    assert turnkey("cache", "clean", names[0], "-d", cache).status == 0
    assert 0 < len(models(cache)) < before
    assert turnkey("cache", "clean", "--all", "-d", cache).status == 0
    assert models(cache) == []
    assert sorted(Store.open(cache).build_names()) == names
    assert turnkey("cache", "delete", "--all", "-d", cache).status == 0
    assert list(Store.open(cache).build_names()) == []


def test_the_file_of_a_package_is_no_script(turnkey, tmp_path):
    """Shells find it with *.py: it is left out, and told; alone, it is an error."""
    (tmp_path / "__init__.py").write_text("")
    shutil.copy(LINEAR, tmp_path / "linear.py")
    done = turnkey(
        "run", tmp_path / "__init__.py", tmp_path / "linear.py", "--analyze-only", "-d", tmp_path / "c", "--json"
    )
    assert done.status == 0, done.err
    assert [json.loads(line)["event"] for line in done.out.splitlines()].count("build_ends") == 1
    assert "no script; it is left out" in done.err + done.out
    alone = turnkey("run", tmp_path / "__init__.py", "-d", tmp_path / "c")
    assert alone.status == 2


def test_former_words_run_and_say_what_to_type(turnkey, tmp_path):
    """On stderr, first; variables without effect are told as well."""
    typed = ("-i", LINEAR, "-d", f"{tmp_path}/c", "discover")
    done = turnkey(*typed, env={"TURNKEY_ONNX_OPSET": "16"})
    assert done.status == 0, done.err
    assert done.err.startswith(f"turnkey: these are TurnkeyML's words; today: turnkey run {LINEAR} -d {tmp_path}/c")
    assert "TURNKEY_ONNX_OPSET has no effect" in done.err


def test_mlagility_is_told_what_to_write(turnkey, tmp_path):
    """Not to install it."""
    (tmp_path / "s.py").write_text("from mlagility.parser import parse\n")
    done = turnkey("run", tmp_path / "s.py", "--analyze-only", "-d", tmp_path / "c")
    assert done.status == 1
    assert "from turnkeyml.parser import parse" in done.err
    assert "install mlagility" not in done.err
