# labels: name::wav2vec2_bert author::facebook task::Audio_Feature_Extraction license::mit test_group::transformers
"""W2v-BERT 2.0: a Conformer of 24 layers over speech features.

Source: https://huggingface.co/facebook/w2v-bert-2.0
"""

import torch
from transformers import Wav2Vec2BertConfig, Wav2Vec2BertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Wav2Vec2BertConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="swish",
    feature_projection_input_dim=160,
)
if pretrained:
    model = Wav2Vec2BertModel.from_pretrained("facebook/w2v-bert-2.0")
else:
    model = Wav2Vec2BertModel(config)
model.eval()

input_features = torch.randn(batch_size, 500, config.feature_projection_input_dim)

with torch.no_grad():
    model(input_features=input_features)
