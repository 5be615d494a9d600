# labels: name::llava_1_5_13b author::llava task::Image_Text_to_Text license::llama2 test_group::transformers size::large
"""LLaVA 1.5 13B: CLIP large and Llama 2. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/llava-hf/llava-1.5-13b-hf
"""

import torch
from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

text = LlamaConfig(
    vocab_size=32064,
    hidden_size=5120,
    intermediate_size=13824,
    num_attention_heads=40,
    num_key_value_heads=40,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
    num_hidden_layers=num_layers,
)
vision = CLIPVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    image_size=336,
    patch_size=14,
    num_channels=3,
    projection_dim=768,
)
config = LlavaConfig(
    text_config=text,
    vision_config=vision,
    image_token_index=32000,
    vision_feature_layer=-2,
)
if pretrained:
    model = LlavaForConditionalGeneration.from_pretrained("llava-hf/llava-1.5-13b-hf")
else:
    model = LlavaForConditionalGeneration(config)
model.eval()

# 576 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 576 + max_seq_length))
input_ids[:, :576] = config.image_token_index
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 336, 336)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
