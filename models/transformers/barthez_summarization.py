# labels: name::barthez_summarization author::moussakam task::Summarization license::apache-2.0 test_group::transformers
"""BARThez, fine-tuned to summarize French news.

Source: https://huggingface.co/moussaKam/barthez-orangesum-abstract
"""

import torch
from transformers import MBartConfig, MBartForConditionalGeneration

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
)
if pretrained:
    model = MBartForConditionalGeneration.from_pretrained("moussaKam/barthez-orangesum-abstract")
else:
    model = MBartForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
