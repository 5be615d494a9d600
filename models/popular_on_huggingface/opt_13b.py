# labels: name::opt_13b author::facebook task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""opt-13b: OPT, 40 layers of width 5120; it runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/opt-13b
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = OPTConfig(
    vocab_size=50272,
    hidden_size=5120,
    ffn_dim=20480,
    num_attention_heads=40,
    max_position_embeddings=2048,
    word_embed_proj_dim=5120,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/opt-13b")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
