# labels: name::opt_125m author::facebook task::Text_Generation license::other test_group::transformers
"""OPT 125M: a decoder of 12 layers.

Source: https://huggingface.co/facebook/opt-125m
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OPTConfig(
    vocab_size=50272,
    hidden_size=768,
    ffn_dim=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    activation_function="relu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/opt-125m")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
