"""`doctor --bundle`: what a maintainer needs, and none of what is nobody's business (A44)."""

import dataclasses
import json
import stat

import pytest

from factories import example_build, quiet_result
from turnkey_runner.contract import Failure, Status
from turnkeyml.cache.store import Store
from turnkeyml.records import StageRecord

CANARIES = {
    "HF_TOKEN": "hf_CANARY1abcdefghijkl",
    "AWS_SECRET_ACCESS_KEY": "CANARY2wJalrXUtnFEMI",
    "MY_OWN_SETTING": "CANARY3-in-no-known-form",
    "http_proxy": "http://CANARY4:CANARY5@proxy:3128",
    "TURNKEY_RUN_LABELS": "customer::CANARY6",
    "USER": "CANARY7",
    "LOGNAME": "CANARY7",
}


@pytest.fixture(scope="module")
def bundle(turnkey, tmp_path_factory):
    """Of a cache whose logs and failures repeat the secrets, as a home has them."""
    folder = tmp_path_factory.mktemp("bundle")
    home = folder / "CANARY8"
    home.mkdir()
    store = Store.create(folder / "cache")
    text = f"{' '.join(CANARIES.values())} {home}/x.py token=CANARY9 LASTLINE"
    failure = Failure(stage="analysis", kind="script_error", message=text, remedy=text, detail=text)
    stages = {"analysis": StageRecord(status=Status.FAILED, duration_s=0.5)}
    store.save_build(example_build("model_me_01234567", stages=stages, failure=failure))
    store.save_log("model_me_01234567", "analysis", "x" * 1_000_000 + text)
    (store.path / "builds" / "model_me_01234567" / "log_export.txt").symlink_to("/etc/passwd")
    stored = quiet_result()
    result = dataclasses.replace(stored.result, log=text)
    store.save_result(dataclasses.replace(stored, result=result, runner={"cpu": text}, image=text))
    path = folder / "bundle.json"
    done = turnkey("doctor", "--bundle", path, "-d", store.path, env=CANARIES | {"HOME": str(home)})
    assert done.status == 0, done.err
    return path


def test_no_secret_is_in_the_bundle(bundle):
    """Neither values of variables, nor what logs and failures repeat; no file outside of the cache."""
    text = bundle.read_text()
    assert "CANARY" not in text
    assert not [name for name in CANARIES if name in json.loads(text)["environment"]]
    assert "nobody:" not in text
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600


def test_the_bundle_has_what_a_maintainer_needs(bundle):
    """Versions, checks, runners, the latest builds with the ends of their logs; bounded."""
    known = json.loads(bundle.read_text())
    assert known["schema"] == "turnkey.bundle/1"
    assert {"click", "rich"} <= known["packages"].keys()
    assert {"python", "cpu", "engine"} <= {check["name"] for check in known["checks"]}
    assert "x86" in known["runners"]
    (build,) = known["cache"]["latest"].values()
    assert build["stages"] == {"analysis": "failed"}
    assert build["log_analysis.txt"].endswith("LASTLINE")
    assert build["failure"]["kind"] == "script_error"
    assert build["results"][0]["target"] == ["x86", "ort", "fp32", "latency"]
    assert len(bundle.read_bytes()) < 400_000


def test_a_file_is_not_overwritten(turnkey, bundle):
    """One line, and -d alone says what it belongs to."""
    done = turnkey("doctor", "--bundle", bundle)
    assert (done.status, done.err.strip()) == (7, f"turnkey: {bundle} exists; choose another name")
    done = turnkey("doctor", "-d", "x")
    assert (done.status, "-d belongs to --bundle" in done.err) == (2, True)
