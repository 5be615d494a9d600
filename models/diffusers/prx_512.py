# labels: name::prx_512 author::Photoroom task::Text_to_Image license::apache-2.0 test_group::diffusers
"""PRX: a transformer of 1.2 billion parameters that only denoises the latents.

Source: https://huggingface.co/Photoroom/prx-512-t2i-sft
"""

import torch
from diffusers import PRXTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "Photoroom/prx-512-t2i-sft"

published = PRXTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or PRXTransformer2DModel(
    in_channels=16,
    patch_size=2,
    context_in_dim=2304,
    hidden_size=1792,
    mlp_ratio=3.5,
    num_heads=28,
    depth=16,
    axes_dim=[32, 32],
    theta=10000,
)
model.eval()

latents = torch.randn(batch_size, 16, 64, 64)
timestep = torch.full((batch_size,), 0.5)
text = torch.randn(batch_size, max_seq_length, 2304)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.bool)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, attention_mask=mask)
