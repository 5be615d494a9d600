# labels: name::snowflake_arctic_embed_xs author::snowflake task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface
"""snowflake-arctic-embed-xs: encodes texts with 6 narrow layers; the first token, length one.

Source: https://huggingface.co/Snowflake/snowflake-arctic-embed-xs
"""

import torch
from transformers import BertConfig, BertModel

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

config = BertConfig(
    vocab_size=30522,
    hidden_size=384,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=1536,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("Snowflake/snowflake-arctic-embed-xs")
else:
    encoder = BertModel(config)
model = NormalizedFirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
