# labels: name::yoso author::uw-madison task::Fill_Mask license::apache-2.0 test_group::transformers
"""YOSO: attention estimated by hashing, here by its expectation.

Source: https://huggingface.co/uw-madison/yoso-4096
"""

import torch
from transformers import YosoConfig, YosoModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = YosoConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=4096,
    type_vocab_size=1,
    tie_word_embeddings=True,
    use_expectation=True,
    hash_code_len=9,
    num_hash=64,
)
if pretrained:
    model = YosoModel.from_pretrained("uw-madison/yoso-4096")
else:
    model = YosoModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
