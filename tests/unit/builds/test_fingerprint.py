"""Whether a build is still what its script would give."""

import dataclasses

import pytest

from turnkeyml.builds import fingerprint
from turnkeyml.records import AnalysisOptions, Source, SourceFile


@pytest.fixture
def known(tmp_path):
    """A script with a module of its own and a package, and its source as a build keeps it."""
    script, helper = tmp_path / "s.py", tmp_path / "h.py"
    script.write_text("import h, numpy\n")
    helper.write_text("x = 1\n")
    source = Source(
        path=str(script),
        sha256=fingerprint.file_sha256(script),
        imported=(SourceFile(path="h.py", sha256=fingerprint.file_sha256(helper)),),
        options=AnalysisOptions(),
        fingerprint_versions=fingerprint.fingerprint_versions() | {"numpy": fingerprint._version("numpy")},
    )
    return script, source


def current(script, source, options=None):
    return fingerprint.is_current(source, script, fingerprint.file_sha256(script), options or AnalysisOptions())


def test_the_same_is_current(known):
    """Bytes, options, own modules, packages."""
    assert current(*known)


@pytest.mark.parametrize("package", ["numpy", "torch", "turnkeyml"])
def test_another_version_is_not(known, package):
    """Of what exports, and of what the script imports."""
    script, source = known
    versions = source.fingerprint_versions | {package: "0.0.1"}
    assert not current(script, dataclasses.replace(source, fingerprint_versions=versions))


def test_another_script_module_or_option_is_not(known):
    """Each of them alone."""
    script, source = known
    assert not current(script, source, AnalysisOptions(max_depth=1))
    (script.parent / "h.py").write_text("x = 2\n")
    assert not current(script, source)
    (script.parent / "h.py").write_text("x = 1\n")
    script.write_text("import h\n")
    assert not current(script, source)
