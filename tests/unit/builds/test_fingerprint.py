"""Whether a cached build is still what its script would give."""

import dataclasses

import pytest

from turnkey_runner.contract import Status
from turnkeyml.builds import fingerprint
from turnkeyml.records import AnalysisOptions, Source, SourceFile, StageRecord
from turnkeyml.system.hashing import file_sha256
from turnkeyml.worker.messages import Analyzed


@pytest.fixture
def script_and_source(tmp_path):
    """A script that imports a module of its folder and a package, and the `Source` of its build."""
    script, helper = tmp_path / "s.py", tmp_path / "h.py"
    script.write_text("import h, numpy\n")
    helper.write_text("x = 1\n")
    source = Source(
        path=str(script),
        sha256=file_sha256(script),
        imported=(SourceFile(path="h.py", sha256=file_sha256(helper)),),
        options=AnalysisOptions(),
        fingerprint_versions=fingerprint.fingerprint_versions() | {"numpy": fingerprint._version("numpy")},
    )
    return script, source


def current(script, source, options=None):
    return fingerprint.is_current(source, script, file_sha256(script), options or AnalysisOptions(), environment={})


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


def test_a_module_beside_the_script_that_hides_an_installed_one_is_not_current(script_and_source):
    """Also where only a package imports it; a module of any other name changes nothing."""
    script, source = script_and_source
    (script.parent / "another_model.py").write_text("")
    (script.parent / "namespace").mkdir()
    assert current(script, source)
    (script.parent / "tqdm.py").write_text("")
    assert not current(script, source)
    assert current(script, dataclasses.replace(source, local_modules=("tqdm",)))
    (script.parent / "tqdm.py").unlink()
    (script.parent / "timm").mkdir()
    (script.parent / "timm" / "__init__.py").write_text("")
    assert not current(script, source)


def test_a_module_that_was_not_there_counts(script_and_source):
    """A script that goes on without its optional settings finds them when they are beside it."""
    script, source = script_and_source
    event = Analyzed(
        invocations=(),
        imported=(),
        record=StageRecord(status=Status.SUCCESSFUL),
        versions={},
        modules=("my_settings", "os"),
    )
    source = dataclasses.replace(source, **fingerprint.describe_inputs(event, script.parent))
    assert current(script, source)
    (script.parent / "my_settings.py").write_text("")
    assert not current(script, source)
