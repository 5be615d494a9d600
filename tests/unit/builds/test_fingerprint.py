"""Whether a cached build is still what its script would give."""

import dataclasses

import pytest

from turnkeyml.builds import fingerprint
from turnkeyml.records import AnalysisOptions, Source, SourceFile


@pytest.fixture
def script_and_source(tmp_path):
    """A script that imports a module of its folder and a package, and the `Source` of its build."""
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


def test_an_unchanged_script_is_current(script_and_source):
    assert current(*script_and_source)


@pytest.mark.parametrize("package", ["numpy", "torch", "turnkeyml"])
def test_another_version_of_a_package_is_not_current(script_and_source, package):
    """Of an exporter's package, or of one that the script imports."""
    script, source = script_and_source
    versions = source.fingerprint_versions | {package: "0.0.1"}
    assert not current(script, dataclasses.replace(source, fingerprint_versions=versions))


def test_another_script_module_or_option_is_not_current(script_and_source):
    """Each of them alone."""
    script, source = script_and_source
    assert not current(script, source, AnalysisOptions(max_depth=1))
    (script.parent / "h.py").write_text("x = 2\n")
    assert not current(script, source)
    (script.parent / "h.py").write_text("x = 1\n")
    script.write_text("import h\n")
    assert not current(script, source)
