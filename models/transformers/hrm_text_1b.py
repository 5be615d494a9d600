# labels: name::hrm_text_1b author::sapientinc task::Text_Generation license::apache-2.0 test_group::transformers
"""HRM Text 1B: two stacks of layers that are run in cycles.

Source: https://huggingface.co/sapientinc/HRM-Text-1B
"""

import torch
from transformers import HrmTextConfig, HrmTextForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = HrmTextConfig(
    vocab_size=151808,
    hidden_size=1536,
    intermediate_size=4096,
    num_hidden_layers=16,
    num_attention_heads=12,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
)
if pretrained:
    model = HrmTextForCausalLM.from_pretrained("sapientinc/HRM-Text-1B")
else:
    model = HrmTextForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
