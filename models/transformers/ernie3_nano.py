# labels: name::ernie3_nano author::nghuyong task::Fill_Mask license::apache-2.0 test_group::transformers
"""ERNIE 3.0 nano for Chinese: 4 layers.

Source: https://huggingface.co/nghuyong/ernie-3.0-nano-zh
"""

import torch
from transformers import ErnieConfig, ErnieModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ErnieConfig(
    vocab_size=40000,
    hidden_size=312,
    intermediate_size=1248,
    num_hidden_layers=4,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=2048,
    type_vocab_size=4,
    tie_word_embeddings=True,
    task_type_vocab_size=16,
    use_task_id=True,
)
if pretrained:
    model = ErnieModel.from_pretrained("nghuyong/ernie-3.0-nano-zh")
else:
    model = ErnieModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
