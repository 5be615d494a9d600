# labels: name::polyglot_ko_1_3b author::eleutherai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""polyglot-ko-1.3b: Polyglot for Korean.

Source: https://huggingface.co/EleutherAI/polyglot-ko-1.3b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoXConfig(
    vocab_size=30080,
    hidden_size=2048,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=8192,
    max_position_embeddings=2048,
    rotary_pct=0.5,
    use_parallel_residual=True,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/polyglot-ko-1.3b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
