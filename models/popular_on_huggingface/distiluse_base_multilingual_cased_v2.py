# labels: name::distiluse_base_multilingual_cased_v2 author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1184073
"""distiluse-base-multilingual-cased-v2: encodes sentences of 50 languages: DistilBERT, mean of the tokens, a layer to 512 features.

Source: https://huggingface.co/sentence-transformers/distiluse-base-multilingual-cased-v2
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
        self.linear = torch.nn.Linear(768, 512, bias=True)
        self.activation = torch.nn.Tanh()

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
    encoder = DistilBertModel.from_pretrained("sentence-transformers/distiluse-base-multilingual-cased-v2")
else:
    encoder = DistilBertModel(config)
model = MeanPoolingDense(encoder).eval()
if pretrained:
    path = hf_hub_download("sentence-transformers/distiluse-base-multilingual-cased-v2", "2_Dense/pytorch_model.bin")
    weights = torch.load(path, weights_only=True)
    model.linear.load_state_dict({name.removeprefix("linear."): weight for name, weight in weights.items()})

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
