# labels: name::chinese_clip_base author::ofa-sys task::Zero_Shot_Image_Classification license::apache-2.0 test_group::transformers
"""Chinese CLIP base: a Chinese RoBERTa beside a ViT.

Source: https://huggingface.co/OFA-Sys/chinese-clip-vit-base-patch16
"""

import torch
from transformers import ChineseCLIPConfig, ChineseCLIPModel, ChineseCLIPTextConfig, ChineseCLIPVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = ChineseCLIPTextConfig(
    vocab_size=21128,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
)
vision = ChineseCLIPVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
)
config = ChineseCLIPConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = ChineseCLIPModel.from_pretrained("OFA-Sys/chinese-clip-vit-base-patch16")
else:
    model = ChineseCLIPModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, 52))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
