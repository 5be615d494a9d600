# labels: name::megatron_bert author::nvidia task::Fill_Mask license::other test_group::transformers
"""Megatron-BERT 345M: BERT with its layer norms moved to the front.

Source: https://huggingface.co/nvidia/megatron-bert-uncased-345m
"""

import torch
from transformers import MegatronBertConfig, MegatronBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MegatronBertConfig(
    vocab_size=29056,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = MegatronBertForMaskedLM.from_pretrained("nvidia/megatron-bert-uncased-345m")
else:
    model = MegatronBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
