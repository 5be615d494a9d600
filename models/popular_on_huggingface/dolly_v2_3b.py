# labels: name::dolly_v2_3b author::databricks task::Text_Generation license::mit test_group::popular_on_huggingface size::large
"""dolly-v2-3b: Dolly: Pythia 2.8B that follows instructions.

Source: https://huggingface.co/databricks/dolly-v2-3b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoXConfig(
    vocab_size=50280,
    hidden_size=2560,
    num_hidden_layers=32,
    num_attention_heads=32,
    intermediate_size=10240,
    max_position_embeddings=2048,
    rotary_pct=0.25,
    use_parallel_residual=True,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("databricks/dolly-v2-3b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
