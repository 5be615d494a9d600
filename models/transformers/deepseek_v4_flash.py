# labels: name::deepseek_v4_flash author::deepseek-ai task::Text_Generation license::mit test_group::transformers size::large
"""DeepSeek-V4 Flash: a mixture-of-experts decoder of 43 layers. It runs 8 layers of its 43 unless --num_layers says otherwise.

Source: https://huggingface.co/deepseek-ai/DeepSeek-V4-Flash-Base
"""

import torch
from transformers import DeepseekV4Config, DeepseekV4ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = DeepseekV4Config(
    vocab_size=129280,
    hidden_size=4096,
    num_attention_heads=64,
    num_key_value_heads=1,
    head_dim=512,
    hidden_act="silu",
    max_position_embeddings=1048576,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = DeepseekV4ForCausalLM.from_pretrained("deepseek-ai/DeepSeek-V4-Flash-Base")
else:
    model = DeepseekV4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
