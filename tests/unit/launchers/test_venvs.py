"""The process launcher's environments: real ones, of a small package."""

import hashlib
import zipfile

import pytest

from turnkeyml.devices import find_device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers import venvs


@pytest.fixture
def wheel(tmp_path):
    """A package with nothing in it."""
    path = tmp_path / "acme-1-py3-none-any.whl"
    info = "acme-1.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("acme.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"acme.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return path


@pytest.mark.parametrize("installer", ["uv", "pip"])
@pytest.mark.parametrize("is_tampered", [False, True], ids=["as it was", "tampered"])
def test_a_package_of_another_hash_is_not_installed(wheel, tmp_path, monkeypatch, installer, is_tampered):
    """By either installer: no environment is left, and the error names the hash."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if is_tampered:
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("more.py", "")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"acme @ {wheel.as_uri()} \\\n    --hash=sha256:{digest}\n")
    monkeypatch.setattr(venvs, "_requirements", lambda device: requirements)
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("TURNKEY_RUNNER_PYTHON", raising=False)
    if installer == "pip":
        monkeypatch.setattr(venvs, "find_uv", lambda: None)
    device = find_device("x86")
    if not is_tampered:
        assert venvs.ensure_environment(device).exists()
        assert list(venvs.environment_path(device).glob("lib/*/site-packages/acme.py"))
        return
    with pytest.raises(LauncherError):
        venvs.ensure_environment(device)
    assert not venvs.environment_path(device).exists()


def test_the_name_of_an_environment_follows_the_hashes(tmp_path, monkeypatch):
    """Two sets of files are two environments, and results of one are not those of the other."""
    requirements = tmp_path / "requirements.txt"
    monkeypatch.setattr(venvs, "_requirements", lambda device: requirements)
    names = set()
    for digit in "01":
        requirements.write_text(f"acme==1 \\\n    --hash=sha256:{digit * 64}\n")
        names.add(venvs.environment_name(find_device("x86")))
    assert len(names) == 2
