# labels: name::autoencoder_oobleck_stable_audio author::stabilityai task::Text_to_Audio license::other test_group::diffusers
"""The autoencoder of Stable Audio Open: stereo sound to latents and back.

Source: https://huggingface.co/stabilityai/stable-audio-open-1.0
"""

import torch
from diffusers import AutoencoderOobleck

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

REPOSITORY = "stabilityai/stable-audio-open-1.0"

published = AutoencoderOobleck.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderOobleck(
    encoder_hidden_size=128,
    downsampling_ratios=[2, 4, 4, 8, 8],
    channel_multiples=[1, 2, 4, 8, 16],
    decoder_channels=128,
    decoder_input_channels=64,
    audio_channels=2,
    sampling_rate=44100,
)
model.eval()

length = max_audio_seq_length // 2048 * 2048  # a whole number of latents

with torch.no_grad():
    model(torch.rand(batch_size, 2, length))
