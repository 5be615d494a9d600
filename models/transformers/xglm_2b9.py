# labels: name::xglm_2b9 author::facebook task::Text_Generation license::mit test_group::transformers size::large
"""XGLM 2.9B: a multilingual decoder of 48 layers. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/xglm-2.9B
"""

import torch
from transformers import XGLMConfig, XGLMForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = XGLMConfig(
    vocab_size=256008,
    d_model=2048,
    ffn_dim=8192,
    attention_heads=16,
    activation_function="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    num_layers=num_layers,
)
if pretrained:
    model = XGLMForCausalLM.from_pretrained("facebook/xglm-2.9B")
else:
    model = XGLMForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
