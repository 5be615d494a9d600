# labels: name::smollm3_3b author::huggingface task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""SmolLM3 3B: a decoder of 36 layers; every fourth has no rotary positions. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/HuggingFaceTB/SmolLM3-3B
"""

import torch
from transformers import SmolLM3Config, SmolLM3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = SmolLM3Config(
    vocab_size=128256,
    hidden_size=2048,
    intermediate_size=11008,
    num_attention_heads=16,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=65536,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = SmolLM3ForCausalLM.from_pretrained("HuggingFaceTB/SmolLM3-3B")
else:
    model = SmolLM3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
