# labels: name::esmc_6b author::biohub task::Fill_Mask license::mit test_group::transformers size::large
"""ESM C 6B: a protein language model of 80 layers. It runs 8 layers of its 80 unless --num_layers says otherwise.

Source: https://huggingface.co/biohub/ESMC-6B
"""

import torch
from transformers import EsmcConfig, EsmcForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = EsmcConfig(
    vocab_size=64,
    hidden_size=2560,
    intermediate_size=6912,
    num_attention_heads=40,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = EsmcForMaskedLM.from_pretrained("biohub/ESMC-6B")
else:
    model = EsmcForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
