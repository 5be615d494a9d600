# labels: name::gpt_j_6b author::eleutherai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""gpt-j-6b: GPT-J: 28 layers with rotary positions; it runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/gpt-j-6b
"""

import torch
from transformers import GPTJConfig, GPTJForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTJConfig(
    vocab_size=50400,
    n_positions=2048,
    n_embd=4096,
    n_head=16,
    rotary_dim=64,
    n_layer=num_layers,
)
if pretrained:
    model = GPTJForCausalLM.from_pretrained("EleutherAI/gpt-j-6b")
else:
    model = GPTJForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
