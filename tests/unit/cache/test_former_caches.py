"""Caches of TurnkeyML and MLAgility are told by name: neither read nor written."""

import pytest

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError

CACHES = {
    "marker": (".turnkeycache", "TurnkeyML"),
    "builds": ("linear_me_1a2b3c4d/turnkey_stats.yaml", "TurnkeyML"),
    "later": ("builds/linear_me_1a2b3c4d/turnkey_stats.yaml", "TurnkeyML"),
    "MLAgility": ("linear_1a2b3c4d/mlagility_stats.yaml", "MLAgility"),
}


@pytest.mark.parametrize(("file", "maker"), CACHES.values(), ids=CACHES.keys())
@pytest.mark.parametrize("use", [Store.open, Store.create])
def test_a_former_cache_is_told_by_its_makers_name(tmp_path, file, maker, use):
    """With what to do, and it stays as it is."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text("x")
    with pytest.raises(CacheError, match=rf"is a cache of {maker}.*docs/switching.md"):
        use(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / file]


def test_another_folder_is_no_cache(tmp_path):
    """An unrelated .yaml file makes it none."""
    (tmp_path / "stats.yaml").write_text("x")
    with pytest.raises(CacheError, match="there is no cache"):
        Store.open(tmp_path)
