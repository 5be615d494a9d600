# labels: name::nanochat_d32 author::karpathy task::Text_Generation license::mit test_group::transformers
"""nanochat d32: a decoder of 32 layers with squared ReLUs.

Source: https://huggingface.co/karpathy/nanochat-d32
"""

import torch
from transformers import NanoChatConfig, NanoChatForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = NanoChatConfig(
    vocab_size=65536,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=32,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="relu2",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
)
if pretrained:
    model = NanoChatForCausalLM.from_pretrained("karpathy/nanochat-d32")
else:
    model = NanoChatForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
