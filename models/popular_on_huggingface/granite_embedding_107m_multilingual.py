# labels: name::granite_embedding_107m_multilingual author::ibm-granite task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface
"""granite-embedding-107m-multilingual: encodes texts of 12 languages with 6 narrow layers; the first token, length one.

Source: https://huggingface.co/ibm-granite/granite-embedding-107m-multilingual
"""

import torch
from transformers import XLMRobertaConfig, XLMRobertaModel

from turnkeyml.parser import parse


class NormalizedFirstToken(torch.nn.Module):
    """A vector of length one for each sentence: its first token."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return torch.nn.functional.normalize(tokens[:, 0], dim=-1)


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMRobertaConfig(
    vocab_size=250002,
    hidden_size=384,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=1536,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    encoder = XLMRobertaModel.from_pretrained("ibm-granite/granite-embedding-107m-multilingual")
else:
    encoder = XLMRobertaModel(config)
model = NormalizedFirstToken(encoder).eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
