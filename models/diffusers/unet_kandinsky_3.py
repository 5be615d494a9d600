# labels: name::unet_kandinsky_3 author::kandinsky-community task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""The UNet of Kandinsky 3: one denoising step, told what to show by a T5.

Source: https://huggingface.co/kandinsky-community/kandinsky-3
"""

import torch
from diffusers import Kandinsky3UNet

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "kandinsky-community/kandinsky-3"

published = Kandinsky3UNet.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or Kandinsky3UNet(
    in_channels=4,
    time_embedding_dim=1536,
    groups=32,
    attention_head_dim=64,
    layers_per_block=3,
    block_out_channels=[384, 768, 1536, 3072],
    cross_attention_dim=4096,
    encoder_hid_dim=4096,
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 128, 4096)
mask = torch.ones(batch_size, 128, dtype=torch.bool)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, encoder_attention_mask=mask)
