# labels: name::paligemma_3b_224 author::google task::Image_Text_to_Text license::gemma test_group::transformers size::large
"""PaliGemma 3B: SigLIP SO400M and Gemma 2B. It runs 8 layers of its 18 unless --num_layers says otherwise.

Source: https://huggingface.co/google/paligemma-3b-pt-224
"""

import torch
from transformers import GemmaConfig, PaliGemmaConfig, PaliGemmaForConditionalGeneration, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

text = GemmaConfig(
    vocab_size=257216,
    hidden_size=2048,
    intermediate_size=16384,
    num_attention_heads=8,
    num_key_value_heads=1,
    head_dim=256,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
vision = SiglipVisionConfig(
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=224,
    patch_size=14,
    num_channels=3,
    vision_use_head=False,
    projection_dim=2048,
)
config = PaliGemmaConfig(
    text_config=text,
    vision_config=vision,
    image_token_index=257152,
    projection_dim=2048,
)
if pretrained:
    model = PaliGemmaForConditionalGeneration.from_pretrained("google/paligemma-3b-pt-224")
else:
    model = PaliGemmaForConditionalGeneration(config)
model.eval()

# 256 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 256 + max_seq_length))
input_ids[:, :256] = config.image_token_index
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
