# labels: name::vilt_b32_mlm author::dandelin task::Fill_Mask license::apache-2.0 test_group::transformers
"""ViLT base: one transformer over words and patches of 32 pixels, with its masked-language-model head.

Source: https://huggingface.co/dandelin/vilt-b32-mlm
"""

import torch
from transformers import ViltConfig, ViltForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViltConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=40,
    type_vocab_size=2,
    image_size=384,
    patch_size=32,
    num_channels=3,
    tie_word_embeddings=True,
)
if pretrained:
    model = ViltForMaskedLM.from_pretrained("dandelin/vilt-b32-mlm")
else:
    model = ViltForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, config.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, config.image_size, config.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
