# labels: name::smolvlm_500m author::huggingface task::Image_Text_to_Text license::apache-2.0 test_group::transformers
"""SmolVLM 500M: SigLIP base and SmolLM2 360M.

Source: https://huggingface.co/HuggingFaceTB/SmolVLM-500M-Instruct
"""

import torch
from transformers import LlamaConfig, SmolVLMConfig, SmolVLMForConditionalGeneration, SmolVLMVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

text = LlamaConfig(
    vocab_size=49280,
    hidden_size=960,
    intermediate_size=2560,
    num_hidden_layers=32,
    num_attention_heads=15,
    num_key_value_heads=5,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
    pad_token_id=2,
)
vision = SmolVLMVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_pytorch_tanh",
    image_size=512,
    patch_size=16,
    num_channels=3,
)
config = SmolVLMConfig(
    text_config=text,
    vision_config=vision,
    image_token_id=49190,
    scale_factor=4,
)
if pretrained:
    model = SmolVLMForConditionalGeneration.from_pretrained("HuggingFaceTB/SmolVLM-500M-Instruct")
else:
    model = SmolVLMForConditionalGeneration(config)
model.eval()

# 64 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 64 + max_seq_length))
input_ids[:, :64] = config.image_token_id
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 1, 3, 512, 512)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
