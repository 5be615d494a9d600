# labels: name::hubert_base_superb_er author::superb task::Audio_Classification license::apache-2.0 test_group::popular_on_huggingface
"""hubert-base-superb-er: HuBERT base that hears four emotions.

Source: https://huggingface.co/superb/hubert-base-superb-er
"""

import torch
from transformers import HubertConfig, HubertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = HubertConfig(
    vocab_size=32,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    use_weighted_layer_sum=True,
    classifier_proj_size=256,
    num_labels=4,
)
if pretrained:
    model = HubertForSequenceClassification.from_pretrained("superb/hubert-base-superb-er")
else:
    model = HubertForSequenceClassification(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
