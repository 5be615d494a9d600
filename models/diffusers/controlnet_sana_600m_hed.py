# labels: name::controlnet_sana_600m_hed author::ishan24 task::Text_to_Image license::other test_group::diffusers
"""The ControlNet of Sana 0.6B: latents of an image of edges that the result follows.

Source: https://huggingface.co/ishan24/Sana_600M_1024px_ControlNet_diffusers
"""

import torch
from diffusers import SanaControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "ishan24/Sana_600M_1024px_ControlNet_diffusers"

published = SanaControlNetModel.from_pretrained(REPOSITORY, subfolder="controlnet") if pretrained else None
model = published or SanaControlNetModel(
    in_channels=32,
    out_channels=32,
    num_attention_heads=36,
    attention_head_dim=32,
    num_cross_attention_heads=16,
    cross_attention_head_dim=72,
    cross_attention_dim=1152,
    caption_channels=2304,
    mlp_ratio=2.5,
    sample_size=32,
    patch_size=1,
    norm_elementwise_affine=False,
    norm_eps=1e-06,
    num_layers=7,
)
model.eval()

latents = torch.randn(batch_size, 32, 32, 32)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, max_seq_length, 2304)
mask = torch.ones(batch_size, max_seq_length)
control = torch.randn(batch_size, 32, 32, 32)

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        timestep=timestep,
        controlnet_cond=control,
        encoder_attention_mask=mask,
    )
