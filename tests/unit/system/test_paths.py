"""Where things lie."""

from pathlib import Path

import pytest

from turnkeyml.system import paths


@pytest.mark.parametrize("written", ["./cache", "cache/", "../x", ".", "..", "/x", "x/y"])
def test_what_has_a_separator_is_a_folder(tmp_path, monkeypatch, written):
    """And so are the two folders that are words."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    assert paths.find_cache(written) == Path(written)


def test_a_word_is_a_name_unless_a_cache_lies_here(tmp_path, monkeypatch):
    """A home folder is one as well."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.chdir(tmp_path)
    assert paths.find_cache("nvidia") == tmp_path / "root" / "caches" / "nvidia"
    (tmp_path / "nvidia").mkdir()
    (tmp_path / "nvidia" / "CACHE.json").touch()
    assert paths.find_cache("nvidia") == Path("nvidia")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.find_cache("~/x") == tmp_path / "x"
    assert paths.find_cache("~") == tmp_path
