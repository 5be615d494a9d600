# labels: name::galactica_125m author::facebook task::Text_Generation license::cc-by-nc-4.0 test_group::popular_on_huggingface
"""galactica-125m: Galactica: OPT for science.

Source: https://huggingface.co/facebook/galactica-125m
"""

import torch
from transformers import OPTConfig, OPTForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OPTConfig(
    vocab_size=50000,
    hidden_size=768,
    ffn_dim=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    max_position_embeddings=2048,
    word_embed_proj_dim=768,
    activation_function="gelu",
    enable_bias=False,
    layer_norm_elementwise_affine=False,
)
if pretrained:
    model = OPTForCausalLM.from_pretrained("facebook/galactica-125m")
else:
    model = OPTForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
