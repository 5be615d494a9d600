# labels: name::pix2struct_base author::google task::Image_to_Text license::apache-2.0 test_group::transformers
"""Pix2Struct base: reads screenshots as up to 2048 patches.

Source: https://huggingface.co/google/pix2struct-base
"""

import torch
from transformers import (
    Pix2StructConfig,
    Pix2StructForConditionalGeneration,
    Pix2StructTextConfig,
    Pix2StructVisionConfig,
)

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

text = Pix2StructTextConfig(
    vocab_size=50244,
    hidden_size=768,
    d_kv=64,
    d_ff=2048,
    num_layers=12,
    num_heads=12,
    tie_word_embeddings=False,
)
vision = Pix2StructVisionConfig(
    hidden_size=768,
    d_kv=64,
    d_ff=2048,
    num_hidden_layers=12,
    num_attention_heads=12,
)
config = Pix2StructConfig(
    text_config=text,
    vision_config=vision,
    is_vqa=False,
)
if pretrained:
    model = Pix2StructForConditionalGeneration.from_pretrained("google/pix2struct-base")
else:
    model = Pix2StructForConditionalGeneration(config)
model.eval()

# Each patch: its row, its column, and 16 by 16 pixels of three channels.
patches = 2048
flattened_patches = torch.randn(batch_size, patches, 2 + 16 * 16 * 3)
flattened_patches[:, :, 0] = torch.arange(patches) // 64 + 1
flattened_patches[:, :, 1] = torch.arange(patches) % 64 + 1
attention_mask = torch.ones(batch_size, patches)
decoder_input_ids = torch.randint(0, text.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        flattened_patches=flattened_patches,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
