# labels: name::unet_consistency_imagenet64 author::openai task::Image_Generation license::mit test_group::diffusers
"""The UNet of a consistency model: an image of an ImageNet class in one step.

Source: https://huggingface.co/openai/diffusers-cd_imagenet64_l2
"""

import torch
from diffusers import UNet2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "openai/diffusers-cd_imagenet64_l2"

published = UNet2DModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DModel(
    sample_size=64,
    in_channels=3,
    out_channels=3,
    down_block_types=["ResnetDownsampleBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"],
    up_block_types=["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "ResnetUpsampleBlock2D"],
    block_out_channels=[192, 384, 576, 768],
    layers_per_block=3,
    num_class_embeds=1000,
    attention_head_dim=64,
    resnet_time_scale_shift="scale_shift",
    attn_norm_num_groups=32,
    upsample_type="resnet",
    downsample_type="resnet",
)
model.eval()

sample = torch.randn(batch_size, 3, 64, 64)
timestep = torch.tensor(500)
class_labels = torch.zeros(batch_size, dtype=torch.int64)

with torch.no_grad():
    model(sample, timestep, class_labels)
