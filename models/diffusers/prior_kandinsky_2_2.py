# labels: name::prior_kandinsky_2_2 author::kandinsky-community task::Text_to_Image license::apache-2.0 test_group::diffusers
"""The prior of Kandinsky 2.2: the embedding of an image from that of a text.

Source: https://huggingface.co/kandinsky-community/kandinsky-2-2-prior
"""

import torch
from diffusers import PriorTransformer

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "kandinsky-community/kandinsky-2-2-prior"

published = PriorTransformer.from_pretrained(REPOSITORY, subfolder="prior") if pretrained else None
model = published or PriorTransformer(
    num_attention_heads=32,
    attention_head_dim=64,
    num_layers=20,
    num_embeddings=77,
    additional_embeddings=4,
    embedding_dim=1280,
)
model.eval()

embedding = torch.randn(batch_size, 1280)
timestep = torch.tensor(500)
pooled_text = torch.randn(batch_size, 1280)
text = torch.randn(batch_size, 77, 1280)
mask = torch.ones(batch_size, 77, dtype=torch.bool)

with torch.no_grad():
    model(embedding, timestep, pooled_text, encoder_hidden_states=text, attention_mask=mask)
