# labels: name::ernie_health author::nghuyong task::Fill_Mask license::apache-2.0 test_group::transformers
"""ERNIE-Health: ERNIE for Chinese medical text.

Source: https://huggingface.co/nghuyong/ernie-health-zh
"""

import torch
from transformers import ErnieConfig, ErnieModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ErnieConfig(
    vocab_size=22608,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    task_type_vocab_size=3,
    use_task_id=False,
)
if pretrained:
    model = ErnieModel.from_pretrained("nghuyong/ernie-health-zh")
else:
    model = ErnieModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
