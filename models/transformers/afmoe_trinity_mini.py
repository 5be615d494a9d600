# labels: name::afmoe_trinity_mini author::arcee-ai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Trinity Mini: a mixture-of-experts decoder of 32 layers. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/arcee-ai/Trinity-Mini
"""

import torch
from transformers import AfmoeConfig, AfmoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = AfmoeConfig(
    vocab_size=200192,
    hidden_size=2048,
    intermediate_size=6144,
    num_attention_heads=16,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = AfmoeForCausalLM.from_pretrained("arcee-ai/Trinity-Mini")
else:
    model = AfmoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
