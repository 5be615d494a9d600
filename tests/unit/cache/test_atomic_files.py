"""Records of any size that a run writes can be read again."""

import dataclasses

import pytest

from factories import stored_result
from turnkey_runner.contract import codec
from turnkeyml.cache import atomic_files
from turnkeyml.errors import CacheError
from turnkeyml.records import StoredResult


def with_log(length):
    known = stored_result([[10**6] * 5])
    return dataclasses.replace(known, result=dataclasses.replace(known.result, log="x" * length))


def test_a_result_longer_than_any_line_of_a_runner_comes_back(tmp_path):
    """Each process has one message; the merged result has a separate, larger limit."""
    large = with_log(codec.MAX_LINE_BYTES + 1)
    atomic_files.write_record(tmp_path / "r.json", large)
    assert atomic_files.read_record(tmp_path / "r.json", StoredResult) == large
    with pytest.raises(codec.ContractError, match=f"at most {codec.MAX_LINE_BYTES} are read"):
        codec.decode((tmp_path / "r.json").read_bytes(), StoredResult)


def test_a_record_that_is_too_long_to_be_read_is_not_written(tmp_path, monkeypatch):
    """Nor is a longer file parsed."""
    atomic_files.write_record(tmp_path / "r.json", with_log(5000))
    monkeypatch.setattr(atomic_files, "MAX_FILE_BYTES", 4000)
    with pytest.raises(CacheError, match="at most 4000 are read"):
        atomic_files.write_record(tmp_path / "other.json", with_log(5000))
    assert not (tmp_path / "other.json").exists()
    with pytest.raises(CacheError, match="at most 4000 are read"):
        atomic_files.read_record(tmp_path / "r.json", StoredResult)
