# labels: name::fsmt_en_ru author::facebook task::Translation license::apache-2.0 test_group::transformers
"""FairSeq's WMT19 winner, English to Russian.

Source: https://huggingface.co/facebook/wmt19-en-ru
"""

import torch
from transformers import FSMTConfig, FSMTForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FSMTConfig(
    d_model=1024,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=8192,
    decoder_ffn_dim=4096,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=False,
    langs=["en", "ru"],
    src_vocab_size=31232,
    tgt_vocab_size=31640,
)
if pretrained:
    model = FSMTForConditionalGeneration.from_pretrained("facebook/wmt19-en-ru")
else:
    model = FSMTForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(0, config.src_vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.tgt_vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
