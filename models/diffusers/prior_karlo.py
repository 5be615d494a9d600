# labels: name::prior_karlo author::kakaobrain task::Text_to_Image license::other test_group::diffusers
"""The prior of Karlo, an unCLIP: the embedding of an image from that of a text.

Source: https://huggingface.co/kakaobrain/karlo-v1-alpha
"""

import torch
from diffusers import PriorTransformer

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "kakaobrain/karlo-v1-alpha"

published = PriorTransformer.from_pretrained(REPOSITORY, subfolder="prior") if pretrained else None
model = published or PriorTransformer(
    num_attention_heads=32,
    attention_head_dim=64,
    num_layers=20,
    num_embeddings=77,
    additional_embeddings=4,
    embedding_dim=768,
)
model.eval()

embedding = torch.randn(batch_size, 768)
timestep = torch.tensor(500)
pooled_text = torch.randn(batch_size, 768)
text = torch.randn(batch_size, 77, 768)
mask = torch.ones(batch_size, 77, dtype=torch.bool)

with torch.no_grad():
    model(embedding, timestep, pooled_text, encoder_hidden_states=text, attention_mask=mask)
