# labels: name::gptneox author::eleutherai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""GPT-NeoX 20B: a decoder of 44 layers. It runs 8 layers of its 44 unless --num_layers says otherwise.

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
    intermediate_size=24576,
    num_attention_heads=64,
    hidden_act="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    rotary_pct=0.25,
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
