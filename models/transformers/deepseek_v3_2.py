# labels: name::deepseek_v3_2 author::deepseek-ai task::Text_Generation license::mit test_group::transformers size::large
"""DeepSeek-V3.2: a mixture-of-experts decoder of 61 layers with sparse attention. It runs 8 layers of its 61 unless --num_layers says otherwise.

Source: https://huggingface.co/deepseek-ai/DeepSeek-V3.2-Exp
"""

import torch
from transformers import DeepseekV32Config, DeepseekV32ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = DeepseekV32Config(
    vocab_size=129280,
    hidden_size=7168,
    intermediate_size=18432,
    num_attention_heads=128,
    num_key_value_heads=128,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=163840,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = DeepseekV32ForCausalLM.from_pretrained("deepseek-ai/DeepSeek-V3.2-Exp")
else:
    model = DeepseekV32ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
