# labels: name::clip_vit_b_32_multilingual_v1 author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::6920
"""clip-ViT-B-32-multilingual-v1: CLIP's text half for 50 languages: DistilBERT and a layer to CLIP's 512 features.

Source: https://huggingface.co/sentence-transformers/clip-ViT-B-32-multilingual-v1
"""

import torch
from huggingface_hub import hf_hub_download
from transformers import DistilBertConfig, DistilBertModel

from turnkeyml.parser import parse


class MeanPoolingDense(torch.nn.Module):
    """A vector for each sentence: the mean of its tokens, through one more layer."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.linear = torch.nn.Linear(768, 512, bias=False)
        self.activation = torch.nn.Identity()

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1)
        return self.activation(self.linear(mean))


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=119547,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
)
if pretrained:
    encoder = DistilBertModel.from_pretrained("sentence-transformers/clip-ViT-B-32-multilingual-v1")
else:
    encoder = DistilBertModel(config)
model = MeanPoolingDense(encoder).eval()
if pretrained:
    path = hf_hub_download("sentence-transformers/clip-ViT-B-32-multilingual-v1", "2_Dense/pytorch_model.bin")
    weights = torch.load(path, weights_only=True)
    model.linear.load_state_dict({name.removeprefix("linear."): weight for name, weight in weights.items()})

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
