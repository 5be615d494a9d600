# labels: name::opt_2_7b author::facebook task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""opt-2.7b: OPT, 32 layers of width 2560.

Source: https://huggingface.co/facebook/opt-2.7b
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OPTConfig(
    vocab_size=50272,
    hidden_size=2560,
    ffn_dim=10240,
    num_hidden_layers=32,
    num_attention_heads=32,
    max_position_embeddings=2048,
    word_embed_proj_dim=2560,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/opt-2.7b")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
