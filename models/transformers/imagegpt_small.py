# labels: name::imagegpt_small author::openai task::Image_Generation license::apache-2.0 test_group::transformers
"""ImageGPT small: a GPT-2 over the colours of 32 by 32 pixels.

Source: https://huggingface.co/openai/imagegpt-small
"""

import torch
from transformers import ImageGPTConfig, ImageGPTForCausalImageModeling

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ImageGPTConfig(
    vocab_size=513,
    n_embd=512,
    n_layer=24,
    n_head=8,
    activation_function="quick_gelu",
    n_positions=1024,
    tie_word_embeddings=False,
)
if pretrained:
    model = ImageGPTForCausalImageModeling.from_pretrained("openai/imagegpt-small")
else:
    model = ImageGPTForCausalImageModeling(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
