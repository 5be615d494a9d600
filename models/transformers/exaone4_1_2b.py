# labels: name::exaone4_1_2b author::lgai-exaone task::Text_Generation license::other test_group::transformers
"""EXAONE 4.0 1.2B: a decoder of 30 layers.

Source: https://huggingface.co/LGAI-EXAONE/EXAONE-4.0-1.2B
"""

import torch
from transformers import Exaone4Config, Exaone4ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Exaone4Config(
    vocab_size=102400,
    hidden_size=2048,
    intermediate_size=4096,
    num_hidden_layers=30,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=65536,
    tie_word_embeddings=True,
    layer_types=[
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
        "full_attention",
    ],
    sliding_window=None,
)
if pretrained:
    model = Exaone4ForCausalLM.from_pretrained("LGAI-EXAONE/EXAONE-4.0-1.2B")
else:
    model = Exaone4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
