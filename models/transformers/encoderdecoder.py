# labels: name::encoderdecoder author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""BERT2BERT: a BERT base that encodes, and one that decodes with cross-attention to the first.

Source: https://huggingface.co/google/bert2bert_L-24_wmt_de_en
"""

import torch
from transformers import BertConfig, EncoderDecoderConfig, EncoderDecoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
batch_size, max_seq_length = parse(["batch_size", "max_seq_length"])

encoder = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
decoder = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
config = EncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
model = EncoderDecoderModel(config=config).eval()

input_ids = torch.randint(0, encoder.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, decoder.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
