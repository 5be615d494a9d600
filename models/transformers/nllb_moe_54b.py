# labels: name::nllb_moe_54b author::facebook task::Translation license::cc-by-nc-4.0 test_group::transformers size::large
"""NLLB-MoE 54B: translates between 200 languages with 128 experts in every fourth layer. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/nllb-moe-54b
"""

import torch
from transformers import NllbMoeConfig, NllbMoeForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = NllbMoeConfig(
    vocab_size=256206,
    d_model=2048,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=8192,
    decoder_ffn_dim=8192,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    num_experts=128,
    encoder_sparse_step=4,
    decoder_sparse_step=4,
    encoder_layers=num_layers,
    decoder_layers=num_layers,
)
if pretrained:
    model = NllbMoeForConditionalGeneration.from_pretrained("facebook/nllb-moe-54b")
else:
    model = NllbMoeForConditionalGeneration(config)
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
