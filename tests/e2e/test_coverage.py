"""Coverage from real caches: what a run found is known without its cache, and what another one finds is added."""

import re
import shutil

from turnkeyml.report.coverage.record import read_coverage


def test_a_run_in_pieces_outlives_its_caches(turnkey, cache, quick, tmp_path):
    """A cache for each runtime, thrown away before the other is used; without any, the same bytes are written again."""
    place, written = tmp_path / "known", [tmp_path / "known" / name for name in ("coverage.json", "COVERAGE.md")]
    for runtime in ("ort", "openvino"):
        piece = shutil.copytree(cache, tmp_path / runtime)
        done = turnkey("run", "-d", piece, "--runtime", runtime, "--launcher", "process", *quick)
        assert done.status == 0, done.err
        assert turnkey("report", "--coverage", "-d", piece, "-r", place).status == 0
        shutil.rmtree(piece)
    known = read_coverage(written[0])
    builds = {name: [build.results for build in one.builds] for name, one in known.scripts.items()}
    both = {"openvino": "ok", "ort": "ok"}
    assert builds == {"selftest/linear": [both], "selftest/two_models": [both, both]}
    before = [path.read_bytes() for path in written]
    assert re.search(r"^- 2 of \d+ scripts were run, from ", before[1].decode(), re.MULTILINE)
    done = turnkey("report", "--coverage", "-r", place, env={"TURNKEY_CACHE_ROOT": str(tmp_path / "empty")})
    assert done.status == 0, done.err
    assert done.out.split() == [str(path) for path in written]
    assert [path.read_bytes() for path in written] == before
