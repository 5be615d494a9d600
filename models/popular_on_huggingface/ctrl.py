# labels: name::ctrl author::salesforce task::Text_Generation license::bsd-3-clause test_group::popular_on_huggingface downloads_2023::11873 size::large
"""ctrl: CTRL: 48 layers steered by control codes.

Source: https://huggingface.co/Salesforce/ctrl
"""

import torch
from transformers import CTRLConfig, CTRLLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CTRLConfig(
    vocab_size=246534,
    n_positions=256,
    n_embd=1280,
    dff=8192,
    n_layer=48,
    n_head=16,
)
if pretrained:
    model = CTRLLMHeadModel.from_pretrained("Salesforce/ctrl")
else:
    model = CTRLLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
