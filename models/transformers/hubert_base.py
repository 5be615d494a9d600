# labels: name::hubert_base author::facebook task::Audio_Feature_Extraction license::apache-2.0 test_group::transformers
"""HuBERT base, without a head.

Source: https://huggingface.co/facebook/hubert-base-ls960
"""

import torch
from transformers import HubertConfig, HubertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = HubertConfig(
    vocab_size=32,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
)
if pretrained:
    model = HubertModel.from_pretrained("facebook/hubert-base-ls960")
else:
    model = HubertModel(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
