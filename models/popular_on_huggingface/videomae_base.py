# labels: name::videomae_base author::mcg-nju task::Pretraining license::cc-by-nc-4.0 test_group::popular_on_huggingface downloads_2023::6013
"""videomae-base: VideoMAE base as a masked autoencoder of videos.

Source: https://huggingface.co/MCG-NJU/videomae-base
"""

import torch
from transformers import VideoMAEConfig, VideoMAEForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VideoMAEConfig(
    image_size=224,
    patch_size=16,
    num_frames=16,
    tubelet_size=2,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    decoder_num_attention_heads=6,
    decoder_hidden_size=384,
    decoder_num_hidden_layers=4,
    decoder_intermediate_size=1536,
    norm_pix_loss=True,
    use_mean_pooling=False,
)
if pretrained:
    model = VideoMAEForPreTraining.from_pretrained("MCG-NJU/videomae-base")
else:
    model = VideoMAEForPreTraining(config)
model.eval()

pixel_values = torch.randn(batch_size, config.num_frames, 3, config.image_size, config.image_size)
patches = (config.num_frames // config.tubelet_size) * (config.image_size // config.patch_size) ** 2
bool_masked_pos = torch.arange(patches) % 10 != 0  # nine patches of ten are hidden
bool_masked_pos = bool_masked_pos.expand(batch_size, -1)

with torch.no_grad():
    model(pixel_values=pixel_values, bool_masked_pos=bool_masked_pos)
