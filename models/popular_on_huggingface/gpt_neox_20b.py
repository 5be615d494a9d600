# labels: name::gpt_neox_20b author::eleutherai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""gpt-neox-20b: GPT-NeoX: 44 layers; it runs 8 layers of its 44 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/gpt-neox-20b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTNeoXConfig(
    vocab_size=50432,
    hidden_size=6144,
    num_attention_heads=64,
    intermediate_size=24576,
    max_position_embeddings=2048,
    rotary_pct=0.25,
    use_parallel_residual=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/gpt-neox-20b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
