# labels: name::opt author::facebook task::Text_Generation license::other test_group::transformers
"""OPT 350M: a decoder of 24 layers.

Source: https://huggingface.co/facebook/opt-350m
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OPTConfig(
    vocab_size=50272,
    hidden_size=1024,
    ffn_dim=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    activation_function="relu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    word_embed_proj_dim=512,
    do_layer_norm_before=False,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/opt-350m")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
