# labels: name::gemma_2b author::google task::Text_Generation license::gemma test_group::popular_on_huggingface size::large
"""gemma-2b: Gemma, 18 layers with one head of keys.

Source: https://huggingface.co/google/gemma-2b
"""

import torch
from transformers import GemmaConfig, GemmaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GemmaConfig(
    vocab_size=256000,
    hidden_size=2048,
    intermediate_size=16384,
    num_hidden_layers=18,
    num_attention_heads=8,
    num_key_value_heads=1,
    head_dim=256,
    max_position_embeddings=8192,
)
if pretrained:
    model = GemmaForCausalLM.from_pretrained("google/gemma-2b")
else:
    model = GemmaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
