# labels: name::opt_1_3b author::facebook task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""opt-1.3b: OPT, 24 layers of width 2048.

Source: https://huggingface.co/facebook/opt-1.3b
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OPTConfig(
    vocab_size=50272,
    hidden_size=2048,
    ffn_dim=8192,
    num_hidden_layers=24,
    num_attention_heads=32,
    max_position_embeddings=2048,
    word_embed_proj_dim=2048,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/opt-1.3b")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
