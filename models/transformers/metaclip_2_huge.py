# labels: name::metaclip_2_huge author::facebook task::Zero_Shot_Image_Classification license::cc-by-nc-4.0 test_group::transformers
"""MetaCLIP 2 huge: CLIP for the languages of the world.

Source: https://huggingface.co/facebook/metaclip-2-worldwide-huge-quickgelu
"""

import torch
from transformers import MetaClip2Config, MetaClip2Model, MetaClip2TextConfig, MetaClip2VisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = MetaClip2TextConfig(
    vocab_size=901629,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    max_position_embeddings=77,
    projection_dim=1024,
)
vision = MetaClip2VisionConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=14,
    num_channels=3,
    projection_dim=1024,
)
config = MetaClip2Config(
    text_config=text,
    vision_config=vision,
    projection_dim=1024,
)
if pretrained:
    model = MetaClip2Model.from_pretrained("facebook/metaclip-2-worldwide-huge-quickgelu")
else:
    model = MetaClip2Model(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
