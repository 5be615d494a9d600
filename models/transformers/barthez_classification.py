# labels: name::barthez_classification author::moussakam task::Text_Classification license::apache-2.0 test_group::transformers
"""BARThez, fine-tuned to classify the sentiment of French text.

Source: https://huggingface.co/moussaKam/barthez-sentiment-classification
"""

import torch
from transformers import MBartConfig, MBartForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MBartConfig(
    vocab_size=50002,
    d_model=768,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    activation_function="gelu",
    max_position_embeddings=768,
    tie_word_embeddings=True,
    scale_embedding=False,
    num_labels=2,
)
if pretrained:
    model = MBartForSequenceClassification.from_pretrained("moussaKam/barthez-sentiment-classification")
else:
    model = MBartForSequenceClassification(config)
model.eval()

# The classifier reads the state of the last token of each text: the end of the sentence.
input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
input_ids[:, -1] = config.eos_token_id
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
