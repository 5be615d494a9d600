# labels: name::controlnet_sparsectrl_rgb author::guoyww task::Text_to_Video license::apache-2.0 test_group::diffusers
"""SparseCtrl of AnimateDiff: a video that follows single given frames.

Source: https://huggingface.co/guoyww/animatediff-sparsectrl-rgb
"""

import torch
from diffusers import SparseControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "guoyww/animatediff-sparsectrl-rgb"

published = SparseControlNetModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or SparseControlNetModel(
    in_channels=4,
    conditioning_channels=4,
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=768,
    attention_head_dim=8,
    motion_max_seq_length=32,
    motion_num_attention_heads=8,
    concat_conditioning_mask=True,
    use_simplified_condition_embedding=True,
)
model.eval()

latents = torch.randn(batch_size, 4, 16, 64, 64)
timestep = torch.tensor(500)
text = torch.randn(batch_size * 16, 77, 768)
control = torch.randn(batch_size, 4, 16, 64, 64)
mask = torch.zeros(batch_size, 1, 16, 64, 64)
mask[:, :, 0] = 1  # only the first frame is given

with torch.no_grad():
    model(
        latents,
        timestep,
        encoder_hidden_states=text,
        controlnet_cond=control,
        conditioning_mask=mask,
    )
