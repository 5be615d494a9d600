# labels: name::blenderbot_1b_distill author::facebook task::Conversational license::apache-2.0 test_group::transformers
"""Blenderbot, distilled to 1 billion parameters.

Source: https://huggingface.co/facebook/blenderbot-1B-distill
"""

import torch
from transformers import BlenderbotConfig, BlenderbotForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BlenderbotConfig(
    vocab_size=8008,
    d_model=2560,
    encoder_layers=2,
    decoder_layers=12,
    encoder_attention_heads=32,
    decoder_attention_heads=32,
    encoder_ffn_dim=10240,
    decoder_ffn_dim=10240,
    activation_function="gelu",
    max_position_embeddings=128,
    tie_word_embeddings=True,
    scale_embedding=True,
)
if pretrained:
    model = BlenderbotForConditionalGeneration.from_pretrained("facebook/blenderbot-1B-distill")
else:
    model = BlenderbotForConditionalGeneration(config)
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
