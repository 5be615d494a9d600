# labels: name::sentence_camembert_base author::dangvantuan task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::287
"""sentence-camembert-base: encodes French sentences with CamemBERT; mean of the tokens.

Source: https://huggingface.co/dangvantuan/sentence-camembert-base
"""

import torch
from transformers import CamembertConfig, CamembertModel

from turnkeyml.parser import parse


class MeanPooling(torch.nn.Module):
    """A vector for each sentence: the mean of its tokens."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * mask).sum(dim=1) / mask.sum(dim=1)


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CamembertConfig(
    vocab_size=32005,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    encoder = CamembertModel.from_pretrained("dangvantuan/sentence-camembert-base")
else:
    encoder = CamembertModel(config)
model = MeanPooling(encoder).eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
