# labels: name::uvit_amused_256 author::amused task::Text_to_Image license::openrail++ test_group::diffusers
"""aMUSEd for images of 256 pixels: masked tokens of an image, told by text.

Source: https://huggingface.co/amused/amused-256
"""

import torch
from diffusers import UVit2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "amused/amused-256"

published = UVit2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or UVit2DModel(
    hidden_size=1024,
    cond_embed_dim=768,
    micro_cond_encode_dim=256,
    micro_cond_embed_dim=1280,
    encoder_hidden_size=768,
    vocab_size=8256,
    codebook_size=8192,
    in_channels=768,
    block_out_channels=768,
    num_res_blocks=3,
    block_num_heads=12,
    num_hidden_layers=22,
    num_attention_heads=16,
    intermediate_size=2816,
    downsample=False,
    upsample=False,
    sample_size=16,
)
model.eval()

tokens = torch.randint(0, 8192, (batch_size, 16, 16))
text = torch.randn(batch_size, 77, 768)
pooled_text = torch.randn(batch_size, 768)
micro_conditions = torch.tensor([[512.0, 512.0, 0.0, 0.0, 6.0]]).repeat(batch_size, 1)

with torch.no_grad():
    model(tokens, text, pooled_text, micro_conditions)
