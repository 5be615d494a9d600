# labels: name::open_calm_small author::cyberagent task::Text_Generation license::cc-by-sa-4.0 test_group::popular_on_huggingface
"""open-calm-small: OpenCALM for Japanese, 12 layers.

Source: https://huggingface.co/cyberagent/open-calm-small
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoXConfig(
    vocab_size=52096,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=2048,
    rotary_pct=1.0,
    use_parallel_residual=False,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("cyberagent/open-calm-small")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
