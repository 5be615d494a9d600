# labels: name::clip_vit_base_patch32 author::openai task::Zero_Shot_Image_Classification license::mit test_group::popular_on_huggingface
"""CLIP ViT-B/32: compares images with captions.

Source: https://huggingface.co/openai/clip-vit-base-patch32
"""

import torch
from transformers import CLIPConfig, CLIPModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = CLIPConfig(
    text_config={
        "vocab_size": 49408,
        "hidden_size": 512,
        "intermediate_size": 2048,
        "num_hidden_layers": 12,
        "num_attention_heads": 8,
        "max_position_embeddings": 77,
        "eos_token_id": 49407,
    },
    vision_config={
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "image_size": 224,
        "patch_size": 32,
    },
    projection_dim=512,
)
model = CLIPModel.from_pretrained("openai/clip-vit-base-patch32") if pretrained else CLIPModel(config)
model.eval()

input_ids = torch.randint(0, 49000, (2, 77))
input_ids[:, -1] = 49407  # the end of a caption, where its features are read
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
