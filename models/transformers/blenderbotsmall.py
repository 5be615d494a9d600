# labels: name::blenderbotsmall author::facebook task::Conversational license::apache-2.0 test_group::transformers
"""Blenderbot small: 90 million parameters.

Source: https://huggingface.co/facebook/blenderbot_small-90M
"""

import torch
from transformers import BlenderbotSmallConfig, BlenderbotSmallForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BlenderbotSmallConfig(
    vocab_size=54944,
    d_model=512,
    encoder_layers=8,
    decoder_layers=8,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    activation_function="gelu",
    max_position_embeddings=512,
    tie_word_embeddings=True,
    scale_embedding=True,
)
if pretrained:
    model = BlenderbotSmallForConditionalGeneration.from_pretrained("facebook/blenderbot_small-90M")
else:
    model = BlenderbotSmallForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
