# labels: name::nllb_200_3_3b author::facebook task::Translation license::cc-by-nc-4.0 test_group::transformers size::large
"""NLLB-200 3.3B: translates between 200 languages. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/nllb-200-3.3B
"""

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = M2M100Config(
    vocab_size=256206,
    d_model=2048,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=8192,
    decoder_ffn_dim=8192,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    encoder_layers=num_layers,
    decoder_layers=num_layers,
)
if pretrained:
    model = M2M100ForConditionalGeneration.from_pretrained("facebook/nllb-200-3.3B")
else:
    model = M2M100ForConditionalGeneration(config)
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
