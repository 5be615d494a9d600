# labels: name::owlv2_base_patch16 author::google task::Zero_Shot_Object_Detection license::apache-2.0 test_group::transformers
"""OWLv2 base with patches of 16 pixels: detects what texts name.

Source: https://huggingface.co/google/owlv2-base-patch16
"""

import torch
from transformers import Owlv2Config, Owlv2ForObjectDetection, Owlv2TextConfig, Owlv2VisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = Owlv2TextConfig(
    vocab_size=49408,
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=12,
    num_attention_heads=8,
    hidden_act="quick_gelu",
    max_position_embeddings=16,
)
vision = Owlv2VisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    image_size=960,
    patch_size=16,
    num_channels=3,
)
config = Owlv2Config(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = Owlv2ForObjectDetection.from_pretrained("google/owlv2-base-patch16")
else:
    model = Owlv2ForObjectDetection(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 960, 960)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
