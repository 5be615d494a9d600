# labels: name::paraphrase_mpnet_base_v2 author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::577734
"""paraphrase-mpnet-base-v2: encodes sentences with MPNet base; mean of the tokens.

Source: https://huggingface.co/sentence-transformers/paraphrase-mpnet-base-v2
"""

import torch
from transformers import MPNetConfig, MPNetModel

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

config = MPNetConfig(
    vocab_size=30527,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    relative_attention_num_buckets=32,
    layer_norm_eps=1e-05,
)
if pretrained:
    encoder = MPNetModel.from_pretrained("sentence-transformers/paraphrase-mpnet-base-v2")
else:
    encoder = MPNetModel(config)
model = MeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
