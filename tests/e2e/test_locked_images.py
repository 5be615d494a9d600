"""The runner images have what their lock lists, and nothing else: an SBOM of the lock is one of the image."""

import json
import re
import subprocess
import uuid

import pytest

from turnkeyml.devices import all_devices

LIST = (
    "import importlib.metadata as m, json; print(json.dumps({d.name.lower().replace('_', '-'): d.version "
    "for d in m.distributions(path=[p for p in __import__('sys').path if p.endswith('/site-packages')])}))"
)
RUNNERS = [runner for device in all_devices().values() for runner in device.all_runners()]


@pytest.mark.parametrize("runner", RUNNERS, ids=lambda runner: runner.runner_name)
def test_an_image_has_the_packages_of_its_lock(runner, request):
    """In each of its environments, by name and version; TensorRT is there only where it was asked for."""
    request.getfixturevalue("nvidia_image" if runner.accelerator else "runner_image")
    name = runner.environment.name if runner.environment else ""
    interpreter = f"/opt/environments/{name}/bin/python" if name else "/opt/runner/bin/python"
    command = ["docker", "run", "--rm", "--network", "none", "--name", f"turnkey-test-lock-{uuid.uuid4().hex[:8]}"]
    program = ["--entrypoint", interpreter, runner.image, "-s", "-c", LIST]
    done = subprocess.run([*command, *program], capture_output=True, text=True, check=True)
    installed = {
        name: version for name, version in json.loads(done.stdout).items() if not name.startswith("tensorrt-cu")
    }
    lock = runner.requirements_path.read_text()
    assert installed == dict(re.findall(r"^([a-z0-9.-]+)==(\S+) ", lock, re.MULTILINE))
