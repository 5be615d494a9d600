# labels: name::gptj author::eleutherai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""GPT-J 6B: a decoder of 28 layers with rotary positions. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/gpt-j-6B
"""

import torch
from transformers import GPTJConfig, GPTJForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTJConfig(
    vocab_size=50400,
    n_embd=4096,
    n_head=16,
    activation_function="gelu_new",
    n_positions=2048,
    tie_word_embeddings=False,
    rotary_dim=64,
    n_layer=num_layers,
)
if pretrained:
    model = GPTJForCausalLM.from_pretrained("EleutherAI/gpt-j-6B")
else:
    model = GPTJForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
