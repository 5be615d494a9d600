# labels: name::t2i_adapter_sd_1_4_color author::TencentARC task::Text_to_Image license::apache-2.0 test_group::diffusers
"""The light T2I-Adapter: features of an image of colours.

Source: https://huggingface.co/TencentARC/t2iadapter_color_sd14v1
"""

import torch
from diffusers import T2IAdapter

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "TencentARC/t2iadapter_color_sd14v1"

published = T2IAdapter.from_pretrained(REPOSITORY) if pretrained else None
model = published or T2IAdapter(
    in_channels=3,
    channels=[320, 640, 1280],
    num_res_blocks=4,
    downscale_factor=8,
    adapter_type="light_adapter",
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 512, 512))
