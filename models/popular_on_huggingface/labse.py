# labels: name::labse author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::164106
"""LaBSE: LaBSE: sentences of 109 languages, the first token and one more layer, length one.

Source: https://huggingface.co/sentence-transformers/LaBSE
"""

import torch
from huggingface_hub import hf_hub_download
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse


class NormalizedFirstTokenDense(torch.nn.Module):
    """A vector of length one for each sentence: its first token, through one more layer."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.linear = torch.nn.Linear(768, 768, bias=True)
        self.activation = torch.nn.Tanh()

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return torch.nn.functional.normalize(self.activation(self.linear(tokens[:, 0])), dim=-1)


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=501153,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("sentence-transformers/LaBSE")
else:
    encoder = BertModel(config)
model = NormalizedFirstTokenDense(encoder).eval()
if pretrained:
    path = hf_hub_download("sentence-transformers/LaBSE", "2_Dense/pytorch_model.bin")
    weights = torch.load(path, weights_only=True)
    model.linear.load_state_dict({name.removeprefix("linear."): weight for name, weight in weights.items()})

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
