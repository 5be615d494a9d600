"""What is known of the collection: the committed page is the one of the committed record."""

import shutil

from conftest import REPOSITORY

MODELS = REPOSITORY / "models"
PAGE, RECORD = "COVERAGE.md", "catalog/coverage.json"
REMEDY = "run `turnkey report --coverage -r models`, and commit what it writes"


def test_the_page_is_what_the_record_says_of_the_scripts_as_they_are(turnkey, tmp_path):
    """A script that was changed was not run yet: writing both again makes them so, and needs no cache."""
    (tmp_path / "catalog").mkdir()
    shutil.copy(MODELS / RECORD, tmp_path / RECORD)
    done = turnkey("report", "--coverage", "-r", tmp_path, env={"TURNKEY_CACHE_ROOT": str(tmp_path / "empty")})
    assert done.status == 0, done.err
    assert done.out.split() == [str(tmp_path / RECORD), str(tmp_path / PAGE)]
    stale = [name for name in (RECORD, PAGE) if (tmp_path / name).read_bytes() != (MODELS / name).read_bytes()]
    assert not stale, f"{', '.join(stale)} of models/ would be written otherwise: {REMEDY}"


def test_the_record_is_small():
    """It is in the history of the repository, as often as it was written."""
    assert (MODELS / RECORD).stat().st_size < 1 << 20
