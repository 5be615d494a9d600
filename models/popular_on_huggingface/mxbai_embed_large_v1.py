# labels: name::mxbai_embed_large_v1 author::mixedbread-ai task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""mxbai-embed-large-v1: encodes texts with BERT large; the first token counts.

Source: https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse


class FirstToken(torch.nn.Module):
    """A vector for each sentence: its first token."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return tokens[:, 0]


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("mixedbread-ai/mxbai-embed-large-v1")
else:
    encoder = BertModel(config)
model = FirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
