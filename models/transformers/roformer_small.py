# labels: name::roformer_small author::junnyu task::Fill_Mask license::apache-2.0 test_group::transformers
"""RoFormer small: rotary positions, 6 layers.

Source: https://huggingface.co/junnyu/roformer_chinese_small
"""

import torch
from transformers import RoFormerConfig, RoFormerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RoFormerConfig(
    vocab_size=50000,
    embedding_size=128,
    hidden_size=384,
    intermediate_size=1536,
    num_hidden_layers=6,
    num_attention_heads=6,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = RoFormerModel.from_pretrained("junnyu/roformer_chinese_small")
else:
    model = RoFormerModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
