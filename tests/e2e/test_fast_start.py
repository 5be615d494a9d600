"""`TURNKEY_FAST_START=0` switches off every patch of torch, and changes no artifact."""

import json
from pathlib import Path

from conftest import SELFTEST

SCRIPT = """
import sys, torch
from pathlib import Path

class Model(torch.nn.Linear):
    def forward(self, x):
        loaded = [name for name in sys.modules if name.startswith("turnkeyml.worker.child.fast_start")]
        lazy = [name for name, module in sys.modules.items() if type(module).__name__ == "_LazyPackage"]
        names = [*loaded, *lazy, *(str(finder) for finder in sys.meta_path if "turnkeyml" in repr(finder))]
        with Path({seen!r}).open("a") as file:
            file.write("\\n".join(names) + "\\n")
        return super().forward(x)

Model(4, 3)(torch.rand(1, 4))
"""
SWITCH = "turnkeyml.worker.child.fast_start"


def test_without_fast_start_nothing_patches_torch_and_artifacts_are_the_same(turnkey, built_cache, tmp_path):
    """The model of the first script looks around in its process: when it is called, and when it is exported."""
    seen, cache = tmp_path / "seen.txt", tmp_path / "cache"
    (tmp_path / "first.py").write_text(SCRIPT.format(seen=str(seen)))
    scripts = (tmp_path / "first.py", SELFTEST / "linear.py", SELFTEST / "two_models.py")
    done = turnkey("run", *scripts, "--build-only", "--jobs", "1", "-d", cache, env={"TURNKEY_FAST_START": "0"})
    assert done.status == 0, done.err
    assert digests(built_cache).items() < digests(cache).items()
    assert len(seen.read_text().splitlines()) > 1
    assert set(seen.read_text().splitlines()) == {SWITCH}


def test_with_fast_start_the_same_check_finds_the_patches(turnkey, tmp_path):
    """Otherwise the other test could not fail."""
    seen = tmp_path / "seen.txt"
    (tmp_path / "first.py").write_text(SCRIPT.format(seen=str(seen)))
    done = turnkey("run", tmp_path / "first.py", "--build-only", "-d", tmp_path / "cache")
    assert done.status == 0, done.err
    found = set(seen.read_text().splitlines())
    assert {SWITCH, f"{SWITCH}.torch_import", f"{SWITCH}.lazy_imports", f"{SWITCH}.torchlib_cache"} <= found


def digests(cache: Path) -> dict[str, str]:
    """The artifact of each build."""
    builds = (json.loads(path.read_text()) for path in cache.glob("builds/*/build.json"))
    return {build["name"]: build["artifact"]["digest"] for build in builds}
