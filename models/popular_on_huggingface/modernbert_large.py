# labels: name::modernbert_large author::answerdotai task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""ModernBERT-large: ModernBERT large, 28 layers.

Source: https://huggingface.co/answerdotai/ModernBERT-large
"""

import torch
from transformers import ModernBertConfig, ModernBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ModernBertConfig(
    vocab_size=50368,
    hidden_size=1024,
    intermediate_size=2624,
    num_hidden_layers=28,
    num_attention_heads=16,
    max_position_embeddings=8192,
    local_attention=128,
)
if pretrained:
    model = ModernBertForMaskedLM.from_pretrained("answerdotai/ModernBERT-large")
else:
    model = ModernBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
