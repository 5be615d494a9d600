# labels: name::vq_kandinsky_2_2_movq author::kandinsky-community task::Image_Generation license::apache-2.0 test_group::diffusers
"""The quantizing autoencoder of Kandinsky 2.2, with spatial normalization.

Source: https://huggingface.co/kandinsky-community/kandinsky-2-2-decoder
"""

import torch
from diffusers import VQModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "kandinsky-community/kandinsky-2-2-decoder"

published = VQModel.from_pretrained(REPOSITORY, subfolder="movq") if pretrained else None
model = published or VQModel(
    in_channels=3,
    out_channels=3,
    down_block_types=["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "AttnDownEncoderBlock2D"],
    up_block_types=["AttnUpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
    block_out_channels=[128, 256, 256, 512],
    layers_per_block=2,
    latent_channels=4,
    sample_size=32,
    num_vq_embeddings=16384,
    vq_embed_dim=4,
    norm_type="spatial",
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
