# labels: name::cpm_ant_10b author::openbmb task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""CPM-Ant 10B: a Chinese decoder of 48 layers. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/openbmb/cpm-ant-10b
"""

import torch
from transformers import CpmAntConfig, CpmAntForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = CpmAntConfig(
    vocab_size=30720,
    hidden_size=4096,
    num_attention_heads=32,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = CpmAntForCausalLM.from_pretrained("openbmb/cpm-ant-10b")
else:
    model = CpmAntForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
