# labels: name::blip_vqa_base author::salesforce task::Visual_Question_Answering license::bsd-3-clause test_group::transformers
"""BLIP base: answers questions about an image.

Source: https://huggingface.co/Salesforce/blip-vqa-base
"""

import torch
from transformers import BlipConfig, BlipForQuestionAnswering, BlipTextConfig, BlipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = BlipTextConfig(
    vocab_size=30524,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    tie_word_embeddings=True,
)
vision = BlipVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=384,
    patch_size=16,
)
config = BlipConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = BlipForQuestionAnswering.from_pretrained("Salesforce/blip-vqa-base")
else:
    model = BlipForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, 32))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 384, 384)
decoder_input_ids = torch.full((batch_size, 1), 30522)

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        pixel_values=pixel_values,
        decoder_input_ids=decoder_input_ids,
    )
