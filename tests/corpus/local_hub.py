"""A torch.hub cache as torch.hub itself lays it out, so that the real `torch.hub.load` works without a network."""

from pathlib import Path

REPOSITORY = "pytorch_vision_v0.20.0"

_HUBCONF = '''"""Entry points that the installed torchvision has."""

dependencies = ["torch"]

from torchvision.models import *
from torchvision.models.optical_flow import *
from torchvision.models.segmentation import *
from torchvision.models.video import *
'''


def make_local_hub(torch_home: Path) -> None:
    """Write the cached repository; use it with the environment variable TORCH_HOME."""
    folder = torch_home / "hub" / REPOSITORY
    folder.mkdir(parents=True)
    (folder / "hubconf.py").write_text(_HUBCONF, encoding="utf-8")
