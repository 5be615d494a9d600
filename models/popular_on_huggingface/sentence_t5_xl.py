# labels: name::sentence_t5_xl author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::252 size::large
"""sentence-t5-xl: encodes sentences with the encoder of T5 3B.

Source: https://huggingface.co/sentence-transformers/sentence-t5-xl
"""

import torch
from huggingface_hub import hf_hub_download
from transformers import T5Config, T5EncoderModel

from turnkeyml.parser import parse


class NormalizedMeanPoolingDense(torch.nn.Module):
    """A vector of length one for each sentence: the mean of its tokens, through one more layer."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.linear = torch.nn.Linear(1024, 768, bias=False)
        self.activation = torch.nn.Identity()

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1)
        return torch.nn.functional.normalize(self.activation(self.linear(mean)), dim=-1)


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=32128,
    d_model=1024,
    d_kv=128,
    d_ff=16384,
    num_layers=24,
    num_heads=32,
)
if pretrained:
    encoder = T5EncoderModel.from_pretrained("sentence-transformers/sentence-t5-xl")
else:
    encoder = T5EncoderModel(config)
model = NormalizedMeanPoolingDense(encoder).eval()
if pretrained:
    path = hf_hub_download("sentence-transformers/sentence-t5-xl", "2_Dense/pytorch_model.bin")
    weights = torch.load(path, weights_only=True)
    model.linear.load_state_dict({name.removeprefix("linear."): weight for name, weight in weights.items()})

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
