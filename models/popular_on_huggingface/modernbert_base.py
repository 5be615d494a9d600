# labels: name::modernbert_base author::answerdotai task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""ModernBERT-base: ModernBERT base: rotary positions, local and global attention in turn.

Source: https://huggingface.co/answerdotai/ModernBERT-base
"""

import torch
from transformers import ModernBertConfig, ModernBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ModernBertConfig(
    vocab_size=50368,
    hidden_size=768,
    intermediate_size=1152,
    num_hidden_layers=22,
    num_attention_heads=12,
    max_position_embeddings=8192,
    local_attention=128,
)
if pretrained:
    model = ModernBertForMaskedLM.from_pretrained("answerdotai/ModernBERT-base")
else:
    model = ModernBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
