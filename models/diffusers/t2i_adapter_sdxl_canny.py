# labels: name::t2i_adapter_sdxl_canny author::TencentARC task::Text_to_Image license::apache-2.0 test_group::diffusers
"""The T2I-Adapter of Stable Diffusion XL: features of an image of edges.

Source: https://huggingface.co/TencentARC/t2i-adapter-canny-sdxl-1.0
"""

import torch
from diffusers import T2IAdapter

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "TencentARC/t2i-adapter-canny-sdxl-1.0"

published = T2IAdapter.from_pretrained(REPOSITORY) if pretrained else None
model = published or T2IAdapter(
    in_channels=3,
    channels=[320, 640, 1280, 1280],
    num_res_blocks=2,
    downscale_factor=16,
    adapter_type="full_adapter_xl",
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 1024, 1024))
