# labels: name::xglm_564m author::facebook task::Text_Generation license::mit test_group::popular_on_huggingface
"""xglm-564M: XGLM: 24 layers for 30 languages.

Source: https://huggingface.co/facebook/xglm-564M
"""

import torch
from transformers import XGLMConfig, XGLMForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XGLMConfig(
    vocab_size=256008,
    d_model=1024,
    num_layers=24,
    attention_heads=16,
    ffn_dim=4096,
    max_position_embeddings=2048,
    scale_embedding=True,
)
if pretrained:
    model = XGLMForCausalLM.from_pretrained("facebook/xglm-564M")
else:
    model = XGLMForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
