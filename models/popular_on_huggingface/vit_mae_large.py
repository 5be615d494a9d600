# labels: name::vit_mae_large author::facebook task::Pretraining license::apache-2.0 test_group::popular_on_huggingface downloads_2023::5655
"""vit-mae-large: ViT large as a masked autoencoder: three patches of four are hidden.

Source: https://huggingface.co/facebook/vit-mae-large
"""

import torch
from transformers import ViTMAEConfig, ViTMAEForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTMAEConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=224,
    patch_size=16,
    decoder_hidden_size=512,
    decoder_num_hidden_layers=8,
    decoder_num_attention_heads=16,
    decoder_intermediate_size=2048,
    mask_ratio=0.75,
    norm_pix_loss=True,
)
if pretrained:
    model = ViTMAEForPreTraining.from_pretrained("facebook/vit-mae-large")
else:
    model = ViTMAEForPreTraining(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, config.image_size, config.image_size)
patches = (config.image_size // config.patch_size) ** 2
noise = torch.rand(batch_size, patches)  # chooses the patches that are hidden

with torch.no_grad():
    model(pixel_values=pixel_values, noise=noise)
