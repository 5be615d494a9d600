# labels: name::m2m100_12b author::facebook task::Translation license::mit test_group::transformers size::large
"""M2M-100 12B: translates between 100 languages. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/m2m100-12B-avg-5-ckpt
"""

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = M2M100Config(
    vocab_size=128112,
    d_model=4096,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=16384,
    decoder_ffn_dim=16384,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    encoder_layers=num_layers,
    decoder_layers=num_layers,
)
if pretrained:
    model = M2M100ForConditionalGeneration.from_pretrained("facebook/m2m100-12B-avg-5-ckpt")
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
