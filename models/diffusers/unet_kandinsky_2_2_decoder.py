# labels: name::unet_kandinsky_2_2_decoder author::kandinsky-community task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""The UNet of Kandinsky 2.2: latents from the embedding of an image.

Source: https://huggingface.co/kandinsky-community/kandinsky-2-2-decoder
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "kandinsky-community/kandinsky-2-2-decoder"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=64,
    in_channels=4,
    out_channels=8,
    block_out_channels=[384, 768, 1152, 1536],
    layers_per_block=3,
    cross_attention_dim=768,
    attention_head_dim=64,
    resnet_time_scale_shift="scale_shift",
    encoder_hid_dim=1280,
    encoder_hid_dim_type="image_proj",
    addition_embed_type="image",
    down_block_types=("ResnetDownsampleBlock2D", *("SimpleCrossAttnDownBlock2D",) * 3),
    mid_block_type="UNetMidBlock2DSimpleCrossAttn",
    up_block_types=(*("SimpleCrossAttnUpBlock2D",) * 3, "ResnetUpsampleBlock2D"),
)
model.eval()

latents = torch.randn(batch_size, 4, 64, 64)
timestep = torch.tensor(500)
conditions = {"image_embeds": torch.randn(batch_size, 1280)}

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=None, added_cond_kwargs=conditions)
