# labels: name::vit_base_224_in21k_ft_cifar100 author::edumunozsala task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::242
"""vit_base-224-in21k-ft-cifar100: ViT base for CIFAR-100.

Source: https://huggingface.co/edumunozsala/vit_base-224-in21k-ft-cifar100
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=224,
    patch_size=16,
    num_labels=100,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("edumunozsala/vit_base-224-in21k-ft-cifar100")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
