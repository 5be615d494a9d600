# labels: name::modernbert_decoder author::jhu-clsp task::Text_Generation license::mit test_group::transformers
"""ModernBERT as a decoder: 22 layers, as in Ettin 150M.

Source: https://huggingface.co/jhu-clsp/ettin-decoder-150m
"""

import torch
from transformers import ModernBertDecoderConfig, ModernBertDecoderForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ModernBertDecoderConfig(
    vocab_size=50368,
    hidden_size=768,
    intermediate_size=1152,
    num_hidden_layers=22,
    num_attention_heads=12,
    hidden_activation="gelu",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
)
if pretrained:
    model = ModernBertDecoderForCausalLM.from_pretrained("jhu-clsp/ettin-decoder-150m")
else:
    model = ModernBertDecoderForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
