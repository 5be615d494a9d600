"""The versions below which components have known vulnerabilities."""

import pytest

from turnkey_runner.contract import Description, RuntimeDescription
from turnkeyml.devices import find_device
from turnkeyml.doctor import checks
from turnkeyml.doctor.advisories import all_advisories, find_advisories, remedy_version
from turnkeyml.doctor.versions import Component, runner_components
from turnkeyml.launchers.pins import pinned_engines

ADVISORIES = [(one, fixed) for one in all_advisories() for fixed in one.fixed]


def before(version):
    """The version just below: 1.16.0 gives 1.15.999, 5.29.6 gives 5.29.5."""
    numbers = [int(number) for number in version.split(".")]
    position = max(index for index, number in enumerate(numbers) if number)
    return ".".join(map(str, [*numbers[:position], numbers[position] - 1, *[999] * (len(numbers) - position - 1)]))


def named(component, version):
    return {one.id for one in find_advisories(component, version)}


@pytest.mark.parametrize(("advisory", "fixed"), ADVISORIES, ids=lambda value: getattr(value, "id", value))
def test_each_advisory_is_told_below_its_fix_and_not_from_it_on(advisory, fixed):
    """A35. In each branch that got the fix; a distribution's suffix changes nothing."""
    assert advisory.id in named(advisory.component, before(fixed))
    assert advisory.id in named(advisory.component, f"{before(fixed)}+dfsg1")
    for version in (fixed, f"{fixed}.1", f"{fixed}+cu13", "9999.0"):
        assert advisory.id not in named(advisory.component, version)


@pytest.mark.parametrize("component", sorted({one.component for one in all_advisories()}))
def test_a_component_below_its_pins_is_one_warning(component):
    """With the version that mends all of them."""
    (check,) = checks._vulnerable([Component(place="host", name=component, version="0.0.1")])
    assert not check.ok
    assert check.optional
    remedy = remedy_version("0.0.1", find_advisories(component, "0.0.1"))
    assert check.remedy == f"install {component} {remedy} or newer"
    assert list(checks._vulnerable([Component(place="host", name=component, version=remedy)])) == []


def test_the_remedy_stays_within_the_branch_where_it_can():
    """Nobody is sent from Python 3.11 to 3.13."""
    assert remedy_version("3.11.7", find_advisories("python", "3.11.7")) == "3.11.13"


@pytest.mark.parametrize("version", ["", "unknown", "dev-build"])
def test_a_version_without_a_number_is_not_judged(version):
    """A build from sources."""
    assert find_advisories("onnx", version) == []


def test_the_engines_of_a_runner_are_judged_by_what_it_describes():
    """Its environment is not the host's."""
    runtimes = (RuntimeDescription(name="ort", engine="onnxruntime", version="1.24.1", problem=""),)
    description = Description(device="x86", contracts=(), runtimes=runtimes, hardware={}, versions={"python": "3.13.9"})
    found = list(checks._vulnerable(runner_components(find_device("x86"), description)))
    assert [check.name for check in found] == ["x86 runner onnxruntime"]
    assert "microsoft/onnxruntime#28709" in found[0].result


@pytest.mark.parametrize(("package", "version"), [("onnxruntime-openvino", "1.24.1"), ("onnxruntime_gpu", "1.20.0")])
def test_an_engine_in_another_package_is_mended_by_that_package(package, version):
    """Installing `onnxruntime` over it would take its provider away; there may be no newer one."""
    engine = RuntimeDescription(name="ort-openvino", engine="onnxruntime", version=version, package=package)
    description = Description(device="x86", contracts=(), runtimes=(engine,), hardware={}, versions={"numpy": "2.4.6"})
    (found,) = checks._vulnerable(runner_components(find_device("x86").runner_of("ort-openvino"), description))
    name = package.replace("_", "-")
    assert found.name == f"x86-ort-openvino runner {name}"
    assert found.result.startswith(f"{version} is older than the fix of ")
    assert found.remedy == f"needs {name} 1.28.0 or newer: use another runtime until there is one"


@pytest.mark.parametrize("runner", find_device("x86").all_runners(), ids=lambda one: one.runner_name)
def test_what_is_pinned_is_older_than_a_fix_only_where_no_newer_one_exists(runner):
    """Of x86: onnxruntime-openvino alone. Where this fails, a pin is to be raised, or the exception goes."""
    vulnerable = {
        package
        for package, version in pinned_engines(runner).items()
        if find_advisories(package.removesuffix("-openvino"), version)
    }
    assert vulnerable == ({"onnxruntime-openvino"} if runner.runner_name == "x86-ort-openvino" else set())
