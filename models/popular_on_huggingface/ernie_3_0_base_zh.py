# labels: name::ernie_3_0_base_zh author::nghuyong task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""ernie-3.0-base-zh: ERNIE 3.0 base for Chinese.

Source: https://huggingface.co/nghuyong/ernie-3.0-base-zh
"""

import torch
from transformers import ErnieConfig, ErnieForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ErnieConfig(
    vocab_size=40000,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=2048,
    type_vocab_size=4,
    task_type_vocab_size=3,
    use_task_id=True,
    layer_norm_eps=1e-05,
)
if pretrained:
    model = ErnieForMaskedLM.from_pretrained("nghuyong/ernie-3.0-base-zh")
else:
    model = ErnieForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
