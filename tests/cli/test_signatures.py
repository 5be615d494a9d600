"""Signed caches and reports: whatever changes afterwards is found offline, with real keys and ssh-keygen."""

import os
import shutil
import subprocess

import pytest

from factories import add_artifact, example_build, quiet_result
from turnkeyml.cache.store import Store


def new_key(folder, name):
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Mine and a stranger's."""
    folder = tmp_path_factory.mktemp("keys")
    return new_key(folder, "me"), new_key(folder, "stranger")


@pytest.fixture(scope="module")
def signed(turnkey, keys, tmp_path_factory):
    """A cache with an artifact, a build, a log and a result, and its report; both are signed."""
    folder = tmp_path_factory.mktemp("signed")
    store = Store.create(folder / "cache")
    build = example_build("model_me_01234567", artifact=add_artifact(store))
    store.save_build(build)
    store.save_log(build.name, "analysis", "what the script printed")
    store.save_result(quiet_result())
    assert turnkey("report", "-d", store.path, "-r", folder / "reports").status == 0
    (report,) = (folder / "reports").iterdir()
    report.rename(folder / "report.csv")
    for words in (("-d", store.path), (folder / "report.csv",)):
        done = turnkey("sign", *words, "--key", keys[0])
        assert done.status == 0, done.err
    return folder


@pytest.fixture
def copy(signed, tmp_path):
    """To be changed."""
    shutil.copytree(signed, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


def flip(path, bit=3):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1 << bit
    path.chmod(0o644)
    path.write_bytes(content)


def verify_cache(turnkey, folder, key):
    return turnkey("verify", "-d", folder / "cache", "--signers", f"{key}.pub")


def test_what_was_signed_is_verified_offline(turnkey, signed, keys, tmp_path):
    """By the public key, or by a file of allowed signers; the tables that a report leaves behind are no part of it."""
    assert turnkey("report", "-d", signed / "cache", "-r", tmp_path).status == 0
    done = verify_cache(turnkey, signed, keys[0])
    assert (done.status, done.err) == (0, "")
    assert "6 files, unchanged since me signed them" in done.out
    allowed = tmp_path / "allowed"
    allowed.write_text('me@example.com namespaces="turnkey-*" ' + keys[0].with_suffix(".pub").read_text())
    done = turnkey("verify", signed / "report.csv", "--signers", allowed)
    assert (done.status, done.out.split()[1:]) == (0, ["unchanged", "since", "me@example.com", "signed", "it"])


@pytest.mark.parametrize(
    "pattern",
    [
        "CACHE.json",
        "artifacts/*/*/model.onnx",
        "artifacts/*/*/artifact.json",
        "builds/*/build.json",
        "builds/*/log_analysis.txt",
        "builds/*/results/*.json",
    ],
)
def test_one_changed_bit_is_found_and_named(turnkey, copy, keys, pattern):
    """In an artifact, a build's record, a log, a result."""
    (path,) = (copy / "cache").glob(pattern)
    if path.name == "CACHE.json":
        path.write_text(path.read_text() + " ")
    else:
        flip(path)
    done = verify_cache(turnkey, copy, keys[0])
    assert done.status == 1
    assert done.out.splitlines() == [f"{path} is not the file that was signed (SHA-256 differs)"]
    assert done.err.splitlines() == ["1 problem"]


@pytest.mark.parametrize("bit", [0, 7])
@pytest.mark.parametrize("name", ["cache/MANIFEST", "cache/MANIFEST.sig", "report.csv", "report.csv.sig"])
def test_one_changed_bit_of_manifest_signature_or_report_is_found(turnkey, copy, keys, name, bit):
    """The lowest and the highest bit of a byte in the middle."""
    flip(copy / name, bit)
    words = ("-d", copy / "cache") if "MANIFEST" in name else (copy / "report.csv",)
    done = turnkey("verify", *words, "--signers", f"{keys[0]}.pub")
    assert done.status == 1
    assert "Traceback" not in done.err
    (line,) = done.out.splitlines()
    assert line.startswith(str(words[-1]))


def test_added_and_removed_files_are_named(turnkey, copy, keys):
    """A further result, a build that is gone, a file that nothing reads."""
    cache = copy / "cache"
    (result,) = cache.glob("builds/*/results/*.json")
    added = [result.with_name("x86.openvino.fp32.json"), cache / "artifacts/ab/x/y", cache / "builds/x.txt"]
    for path in added:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(result, path)
    result.unlink()
    done = verify_cache(turnkey, copy, keys[0])
    assert done.status == 1
    expected = {f"{path} was added after the cache was signed" for path in added}
    assert set(done.out.splitlines()) == expected | {f"{result} was removed after the cache was signed"}


def test_what_a_stranger_signed_does_not_count(turnkey, copy, keys):
    """Neither the whole cache, nor the report."""
    for words in (("-d", copy / "cache"), (copy / "report.csv",)):
        assert turnkey("sign", *words, "--key", keys[1]).status == 0
        done = turnkey("verify", *words, "--signers", f"{keys[0]}.pub")
        assert done.status == 1
        assert "the signature is not of a key in" in done.out


def test_the_manifest_of_another_cache_does_not_count(turnkey, copy, keys, signed, tmp_path):
    """Its signature is valid; its files are others."""
    store = Store.create(tmp_path / "other")
    store.save_build(example_build("other_me_01234567"))
    for name in ("MANIFEST", "MANIFEST.sig"):
        shutil.copy(signed / "cache" / name, store.path / name)
    done = turnkey("verify", "-d", store.path, "--signers", f"{keys[0]}.pub")
    assert done.status == 1
    assert "was removed after the cache was signed" in done.out
    assert "other_me_01234567/build.json was added after the cache was signed" in done.out


def test_a_signature_is_valid_for_its_purpose_only(turnkey, copy, keys):
    """A signed report is no manifest, even of the same bytes."""
    shutil.copy(copy / "cache" / "MANIFEST", copy / "report.csv")
    shutil.copy(copy / "cache" / "MANIFEST.sig", copy / "report.csv.sig")
    done = turnkey("verify", copy / "report.csv", "--signers", f"{keys[0]}.pub")
    assert done.status == 1
    assert "the signature is not of this content" in done.out


@pytest.mark.parametrize("kind", ["link", "folder link", "pipe", "hard link elsewhere"])
def test_nothing_outside_is_followed(turnkey, copy, keys, tmp_path, kind):
    """Links, pipes and devices are problems, for signing and for verifying; nothing hangs."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text("CANARY")
    path = copy / "cache" / "builds" / "model_me_01234567" / "extra"
    match kind:
        case "link":
            path.symlink_to(secret / "file")
        case "folder link":
            path.symlink_to(secret)
        case "pipe":
            os.mkfifo(path)
        case _:
            os.link(secret / "file", path)
    done = verify_cache(turnkey, copy, keys[0])
    assert done.status == 1
    assert done.out.splitlines() == [f"{path} was added after the cache was signed"]
    if kind != "hard link elsewhere":
        done = turnkey("sign", "-d", copy / "cache", "--key", keys[0])
        assert (done.status, done.err.strip()) == (
            3,
            f"turnkey: {path} is not a regular file; remove it, then sign again",
        )


@pytest.mark.parametrize("name", ["MANIFEST", "MANIFEST.sig", "builds/model_me_01234567/build.json"])
def test_a_signed_file_that_became_a_link_is_found(turnkey, copy, keys, name):
    """Even where it leads to the same bytes."""
    path = copy / "cache" / name
    path.rename(copy / "elsewhere")
    path.symlink_to(copy / "elsewhere")
    done = verify_cache(turnkey, copy, keys[0])
    assert done.status in (1, 3)
    assert name in done.out + done.err


def test_what_is_not_signed_says_what_to_type(turnkey, tmp_path, keys):
    """One line each: no manifest, no key, no ssh-keygen."""
    store = Store.create(tmp_path / "cache")
    words = ("-d", store.path)
    done = turnkey("verify", *words, "--signers", f"{keys[0]}.pub")
    assert (done.status, "is not signed; `turnkey sign -d CACHE --key FILE` signs it" in done.err) == (3, True)
    done = turnkey("sign", *words, "--key", tmp_path / "none")
    assert (done.status, "there is no key" in done.err) == (7, True)
    done = turnkey("sign", *words, "--key", keys[0], env={"PATH": str(tmp_path)})
    assert (done.status, "install OpenSSH: `apt install openssh-client`" in done.err) == (7, True)
    assert len(done.err.splitlines()) == 1


def test_a_manifest_is_what_sha256sum_reads(signed):
    """Integrity without turnkey: `sha256sum -c MANIFEST`, `ssh-keygen -Y verify`."""
    done = subprocess.run(["sha256sum", "--strict", "-c", "MANIFEST"], cwd=signed / "cache", check=False)
    assert done.returncode == 0


def test_a_cache_in_use_is_not_signed(turnkey, copy, keys):
    """Its files would change while they are read."""
    with Store.open(copy / "cache").in_use():
        done = turnkey("sign", "-d", copy / "cache", "--key", keys[0])
    assert (done.status, "a run is using the cache" in done.err) == (3, True)
