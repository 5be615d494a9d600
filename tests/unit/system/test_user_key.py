"""The key that only this user of this machine has."""

import pytest

from turnkeyml.system import user_key
from turnkeyml.system.user_key import seal


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    """An empty cache root."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    user_key._key.cache_clear()
    yield tmp_path / "root"
    user_key._key.cache_clear()


def test_the_key_is_made_once_and_is_secret(root):
    """A seal of this process is one of the next."""
    first = seal("a", "b")
    user_key._key.cache_clear()
    assert seal("a", "b") == first
    assert (root / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in root.iterdir()] == ["key"]


def test_texts_are_sealed_one_by_one():
    """What ends one cannot begin the next."""
    assert len({seal("ab", "c"), seal("a", "bc"), seal("abc"), seal("abc", "")}) == 4


@pytest.mark.parametrize("spoil", [lambda key: key.chmod(0o644), lambda key: key.write_bytes(b"short")])
def test_a_key_that_is_no_secret_is_not_used(root, spoil):
    """Whoever could read it could have sealed anything."""
    first = seal("a")
    spoil(root / "key")
    user_key._key.cache_clear()
    assert seal("a") != first


def test_without_a_place_for_the_key_a_process_has_its_own(root):
    """What it seals is computed again by the next."""
    root.write_text("no folder")
    first = seal("a")
    assert seal("a") == first
    user_key._key.cache_clear()
    assert seal("a") != first
