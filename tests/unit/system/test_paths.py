"""Where things lie."""

from pathlib import Path

import pytest

from turnkeyml.system import paths


@pytest.mark.parametrize("written", ["./cache", "cache/", "../x", ".", "..", "/x", "x/y"])
def test_what_has_a_separator_is_a_folder(tmp_path, monkeypatch, written):
    """And so are the two folders that are words."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    assert paths.find_cache(written) == Path(written)


def test_a_word_is_a_name_unless_a_folder_lies_here(tmp_path, monkeypatch):
    """Whatever it holds: what cannot be a cache is refused later, by its path. A home folder is one as well."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.chdir(tmp_path)
    assert paths.find_cache("nvidia") == tmp_path / "root" / "caches" / "nvidia"
    (tmp_path / "nvidia").touch()
    assert paths.find_cache("nvidia") == tmp_path / "root" / "caches" / "nvidia"
    (tmp_path / "tmp_cache").mkdir()
    assert paths.find_cache("tmp_cache") == Path("tmp_cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.find_cache("~/x") == tmp_path / "x"
    assert paths.find_cache("~") == tmp_path


def test_the_default_cache_is_a_name_where_a_folder_happens_to_be_called_so(tmp_path, monkeypatch):
    """Nobody has typed it; a cache of that name here is meant."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "default").mkdir()
    assert paths.find_cache("default") == tmp_path / "root" / "caches" / "default"
    (tmp_path / "default" / "CACHE.json").touch()
    assert paths.find_cache("default") == Path("default")
