# labels: name::t2i_adapter_sd_1_5_canny author::TencentARC task::Text_to_Image license::apache-2.0 test_group::diffusers
"""The T2I-Adapter of Stable Diffusion 1.5: features of an image of edges.

Source: https://huggingface.co/TencentARC/t2iadapter_canny_sd15v2
"""

import torch
from diffusers import T2IAdapter

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "TencentARC/t2iadapter_canny_sd15v2"

published = T2IAdapter.from_pretrained(REPOSITORY) if pretrained else None
model = published or T2IAdapter(
    in_channels=1,
    channels=[320, 640, 1280, 1280],
    num_res_blocks=2,
    downscale_factor=8,
    adapter_type="full_adapter",
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 1, 512, 512))
