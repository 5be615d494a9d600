"""The runner images have what their lock lists, and nothing else: an SBOM of the lock is one of the image."""

import json
import re
import subprocess
import uuid

import pytest

from conftest import REPOSITORY

LIST = (
    "import importlib.metadata as m, json; print(json.dumps({d.name.lower().replace('_', '-'): d.version "
    "for d in m.distributions(path=[p for p in __import__('sys').path if p.startswith('/opt/runner')])}))"
)


@pytest.mark.parametrize(("device", "image"), [("x86", "runner_image"), ("nvidia", "nvidia_image")])
def test_an_image_has_the_packages_of_its_lock(device, image, request):
    """By name and version; TensorRT is there only where it was asked for."""
    request.getfixturevalue(image)
    command = ["docker", "run", "--rm", "--network", "none", "--name", f"turnkey-test-lock-{uuid.uuid4().hex[:8]}"]
    program = ["--entrypoint", "/opt/runner/bin/python", f"turnkey-{device}", "-c", LIST]
    done = subprocess.run([*command, *program], capture_output=True, text=True, check=True)
    installed = {
        name: version for name, version in json.loads(done.stdout).items() if not name.startswith("tensorrt-cu")
    }
    lock = (REPOSITORY / "runners" / device / "requirements.txt").read_text()
    assert installed == dict(re.findall(r"^([a-z0-9.-]+)==(\S+) ", lock, re.MULTILINE))
