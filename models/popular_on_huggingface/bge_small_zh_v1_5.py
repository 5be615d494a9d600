# labels: name::bge_small_zh_v1_5 author::baai task::Feature_Extraction license::mit test_group::popular_on_huggingface
"""bge-small-zh-v1.5: encodes Chinese texts with 4 layers; the first token, length one.

Source: https://huggingface.co/BAAI/bge-small-zh-v1.5
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
    vocab_size=21128,
    hidden_size=512,
    num_hidden_layers=4,
    num_attention_heads=8,
    intermediate_size=2048,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("BAAI/bge-small-zh-v1.5")
else:
    encoder = BertModel(config)
model = NormalizedFirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
