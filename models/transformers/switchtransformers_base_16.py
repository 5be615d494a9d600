# labels: name::switchtransformers_base_16 author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""Switch Transformer base, 16 experts: a T5 with 16 experts in every second layer.

Source: https://huggingface.co/google/switch-base-16
"""

import torch
from transformers import SwitchTransformersConfig, SwitchTransformersForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SwitchTransformersConfig(
    vocab_size=32128,
    d_model=768,
    d_kv=64,
    d_ff=3072,
    num_layers=12,
    num_decoder_layers=12,
    num_heads=12,
    tie_word_embeddings=True,
    num_experts=16,
    expert_capacity=64,
    num_sparse_encoder_layers=6,
    num_sparse_decoder_layers=6,
)
if pretrained:
    model = SwitchTransformersForConditionalGeneration.from_pretrained("google/switch-base-16")
else:
    model = SwitchTransformersForConditionalGeneration(config)
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
