# labels: name::vilt_b32_finetuned_vqa author::dandelin task::Visual_Question_Answering license::apache-2.0 test_group::popular_on_huggingface downloads_2023::6178
"""vilt-b32-finetuned-vqa: ViLT: answers questions about images, one transformer for both.

Source: https://huggingface.co/dandelin/vilt-b32-finetuned-vqa
"""

import torch
from transformers import ViltConfig, ViltForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViltConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=40,
    image_size=384,
    patch_size=32,
    num_labels=3129,
)
if pretrained:
    model = ViltForQuestionAnswering.from_pretrained("dandelin/vilt-b32-finetuned-vqa")
else:
    model = ViltForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, 40))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
