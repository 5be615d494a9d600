"""What goes into an image, and when it is outdated."""

import tarfile

from turnkeyml.devices import find_device
from turnkeyml.launchers.docker_images import ImageOptions, _pack, source_digest

X86 = find_device("x86")


def test_the_context_holds_what_the_dockerfile_copies_and_no_more():
    """No tests, no other device, no certificates unless given."""
    with tarfile.open(fileobj=_pack(X86, ImageOptions())) as archive:
        names = archive.getnames()
    assert "Dockerfiles/x86.Dockerfile" in names
    assert "runners/x86/requirements.txt" in names
    assert "runners/common/turnkey_runner/harness/supervisor.py" in names
    assert "Dockerfiles/extra-ca.crt" not in names
    assert {name.split("/")[0] for name in names} == {"Dockerfiles", "runners"}
    assert not [name for name in names if "__pycache__" in name or "nvidia" in name]


def test_the_same_sources_give_the_same_bytes(tmp_path):
    """So that the engine uses its cached layers."""
    assert _pack(X86, ImageOptions()).getvalue() == _pack(X86, ImageOptions()).getvalue()
    bundle = tmp_path / "ca.pem"
    bundle.write_text("certificate")
    with tarfile.open(fileobj=_pack(X86, ImageOptions(ca_file=bundle))) as archive:
        assert archive.extractfile("Dockerfiles/extra-ca.crt").read() == b"certificate"


def test_a_changed_source_changes_the_digest(monkeypatch, tmp_path):
    """And nothing else does."""
    import shutil

    from turnkeyml.system import paths

    shutil.copytree(paths.runners_folder(), tmp_path / "runners")
    monkeypatch.setattr(paths, "runners_folder", lambda: tmp_path / "runners")
    before = source_digest(X86)
    assert before == source_digest(X86)
    (tmp_path / "runners" / "x86" / "turnkey_x86" / "__init__.py").write_text("# changed\n")
    assert source_digest(X86) != before


def test_labels_store_the_options_of_an_image(monkeypatch, tmp_path):
    """The environment has precedence."""
    for name in ("TURNKEY_BASE_IMAGE", "TURNKEY_EXTRA_CA", "TURNKEY_BUILD_NETWORK"):
        monkeypatch.delenv(name, raising=False)
    options = ImageOptions(base="my-base", ca_file=tmp_path / "ca.pem", network="host")
    assert ImageOptions.remembered(options.as_labels()) == options
    assert ImageOptions.remembered({}) == ImageOptions()
    monkeypatch.setenv("TURNKEY_BASE_IMAGE", "other")
    assert ImageOptions.remembered(options.as_labels()).base == "other"
