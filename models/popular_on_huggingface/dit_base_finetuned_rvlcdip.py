# labels: name::dit_base_finetuned_rvlcdip author::microsoft task::Image_Classification license::unspecified test_group::popular_on_huggingface
"""dit-base-finetuned-rvlcdip: DiT: a BEiT that tells 16 kinds of documents apart.

Source: https://huggingface.co/microsoft/dit-base-finetuned-rvlcdip
"""

import torch
from transformers import BeitConfig, BeitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = BeitConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=224,
    patch_size=16,
    use_absolute_position_embeddings=True,
    use_relative_position_bias=False,
    use_mask_token=False,
    layer_scale_init_value=0.1,
    use_mean_pooling=True,
    num_labels=16,
)
if pretrained:
    model = BeitForImageClassification.from_pretrained("microsoft/dit-base-finetuned-rvlcdip")
else:
    model = BeitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
