# labels: name::bert_base_nli_max_tokens author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::664
"""bert-base-nli-max-tokens: encodes sentences with BERT base; maximum over the tokens.

Source: https://huggingface.co/sentence-transformers/bert-base-nli-max-tokens
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse


class MaxPooling(torch.nn.Module):
    """A vector for each sentence: the maximum over its tokens."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        absent = attention_mask.unsqueeze(-1) == 0
        return tokens.masked_fill(absent, -1e9).amax(dim=1)


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("sentence-transformers/bert-base-nli-max-tokens")
else:
    encoder = BertModel(config)
model = MaxPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
