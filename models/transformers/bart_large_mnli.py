# labels: name::bart_large_mnli author::facebook task::Zero_Shot_Classification license::mit test_group::transformers
"""BART large, fine-tuned to classify pairs of sentences.

Source: https://huggingface.co/facebook/bart-large-mnli
"""

import torch
from transformers import BartConfig, BartForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BartConfig(
    vocab_size=50265,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="gelu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    num_labels=3,
)
if pretrained:
    model = BartForSequenceClassification.from_pretrained("facebook/bart-large-mnli")
else:
    model = BartForSequenceClassification(config)
model.eval()

# The classifier reads the state of the last token of each text: the end of the sentence.
input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
input_ids[:, -1] = config.eos_token_id
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
