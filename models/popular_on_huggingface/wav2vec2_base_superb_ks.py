# labels: name::wav2vec2_base_superb_ks author::superb task::Audio_Classification license::apache-2.0 test_group::popular_on_huggingface
"""wav2vec2-base-superb-ks: wav2vec 2.0 base that tells 12 commands apart.

Source: https://huggingface.co/superb/wav2vec2-base-superb-ks
"""

import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = Wav2Vec2Config(
    vocab_size=32,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    use_weighted_layer_sum=True,
    classifier_proj_size=256,
    num_labels=12,
)
if pretrained:
    model = Wav2Vec2ForSequenceClassification.from_pretrained("superb/wav2vec2-base-superb-ks")
else:
    model = Wav2Vec2ForSequenceClassification(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
