# labels: name::pythia_6_9b author::eleutherai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""pythia-6.9b: Pythia: 32 layers, trained in the open on the Pile; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/pythia-6.9b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTNeoXConfig(
    vocab_size=50432,
    hidden_size=4096,
    num_attention_heads=32,
    intermediate_size=16384,
    max_position_embeddings=2048,
    rotary_pct=0.25,
    use_parallel_residual=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/pythia-6.9b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
