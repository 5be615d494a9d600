# labels: name::clap_htsat_unfused author::laion task::Zero_Shot_Audio_Classification license::apache-2.0 test_group::transformers
"""CLAP: a RoBERTa beside a Swin over the spectrogram of ten seconds.

Source: https://huggingface.co/laion/clap-htsat-unfused
"""

import torch
from transformers import ClapAudioConfig, ClapConfig, ClapModel, ClapTextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = ClapTextConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
)
audio = ClapAudioConfig(
    hidden_size=768,
    depths=[2, 2, 6, 2],
    num_hidden_layers=4,
    num_attention_heads=[4, 8, 16, 32],
    hidden_act="gelu",
    patch_size=4,
    mlp_ratio=4.0,
    patch_embeds_hidden_size=96,
    spec_size=256,
    num_mel_bins=64,
)
config = ClapConfig(
    text_config=text,
    audio_config=audio,
    projection_dim=512,
)
if pretrained:
    model = ClapModel.from_pretrained("laion/clap-htsat-unfused")
else:
    model = ClapModel(config)
model.eval()

input_ids = torch.randint(3, text.vocab_size, (batch_size, 77))
attention_mask = torch.ones_like(input_ids)
# Ten seconds of sound: 1001 frames of a log-mel spectrogram.
input_features = torch.randn(batch_size, 1, 1001, audio.num_mel_bins)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, input_features=input_features)
