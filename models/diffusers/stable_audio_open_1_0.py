# labels: name::stable_audio_open_1_0 author::stabilityai task::Text_to_Audio license::other test_group::diffusers
"""Stable Audio Open: one denoising step of 47 seconds of sound.

Source: https://huggingface.co/stabilityai/stable-audio-open-1.0
"""

import torch
from diffusers import StableAudioDiTModel
from diffusers.models.embeddings import get_1d_rotary_pos_embed

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "stabilityai/stable-audio-open-1.0"

published = StableAudioDiTModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or StableAudioDiTModel(
    sample_size=1024,
    in_channels=64,
    num_layers=24,
    attention_head_dim=64,
    num_attention_heads=24,
    num_key_value_attention_heads=12,
    out_channels=64,
    cross_attention_dim=768,
    time_proj_dim=256,
    global_states_input_dim=1536,
    cross_attention_input_dim=768,
)
model.eval()

latents = torch.randn(batch_size, 64, 1024)
timestep = torch.full((batch_size,), 0.5)
text = torch.randn(batch_size, max_seq_length + 2, 768)  # and when the audio starts and ends
duration = torch.randn(batch_size, 1, 1536)
rotary = get_1d_rotary_pos_embed(32, 1025, use_real=True, repeat_interleave_real=False)

with torch.no_grad():
    model(
        latents,
        timestep=timestep,
        encoder_hidden_states=text,
        global_hidden_states=duration,
        rotary_embedding=rotary,
    )
