# labels: name::hubert_large author::facebook task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""HuBERT large, fine-tuned for speech recognition.

Source: https://huggingface.co/facebook/hubert-large-ls960-ft
"""

import torch
from transformers import HubertConfig, HubertForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = HubertConfig(
    vocab_size=32,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    feat_extract_norm="layer",
    conv_bias=True,
    do_stable_layer_norm=True,
)
if pretrained:
    model = HubertForCTC.from_pretrained("facebook/hubert-large-ls960-ft")
else:
    model = HubertForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
