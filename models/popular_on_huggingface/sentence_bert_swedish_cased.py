# labels: name::sentence_bert_swedish_cased author::kblab task::Sentence_Similarity license::unspecified test_group::popular_on_huggingface downloads_2023::279
"""sentence-bert-swedish-cased: encodes Swedish sentences with a BERT base; mean of the tokens.

Source: https://huggingface.co/KBLab/sentence-bert-swedish-cased
"""

import torch
from transformers import BertConfig, BertModel

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

config = BertConfig(
    vocab_size=50325,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("KBLab/sentence-bert-swedish-cased")
else:
    encoder = BertModel(config)
model = MeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
