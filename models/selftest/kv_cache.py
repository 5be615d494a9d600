# labels: name::kv_cache author::selftest task::Text_Generation license::apache-2.0 test_group::selftest
"""A decoder with a key-value cache, called for a prompt and then for the next token.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

VOCABULARY, WIDTH, HEADS, LAYERS = 256, 64, 4, 2


class Layer(torch.nn.Module):
    """Causal self-attention that continues from the keys and values of earlier tokens."""

    def __init__(self):
        super().__init__()
        self.project_in = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.project_out = torch.nn.Linear(WIDTH, WIDTH)

    def forward(self, hidden, past):
        batch, length, _ = hidden.shape
        query, key, value = (
            part.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.project_in(hidden).chunk(3, dim=-1)
        )
        if past is not None:
            key, value = torch.cat([past[0], key], dim=2), torch.cat([past[1], value], dim=2)
        total = key.shape[2]
        mask = torch.ones(length, total, dtype=torch.bool).tril(total - length)
        mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return hidden + self.project_out(mixed.transpose(1, 2).reshape(batch, length, WIDTH)), (key, value)


class Decoder(torch.nn.Module):
    """Returns logits, and the cache that the next call continues from."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(VOCABULARY, WIDTH)
        self.layers = torch.nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.head = torch.nn.Linear(WIDTH, VOCABULARY)

    def forward(self, input_ids, past_key_values=None):
        hidden = self.embedding(input_ids)
        present = []
        for index, layer in enumerate(self.layers):
            hidden, cache = layer(hidden, past_key_values[index] if past_key_values else None)
            present.append(cache)
        return {"logits": self.head(hidden), "past_key_values": tuple(present)}


model = Decoder().eval()

with torch.no_grad():
    prompt = torch.randint(0, VOCABULARY, (batch_size, 12))
    outputs = model(prompt)
    next_token = outputs["logits"][:, -1:].argmax(-1)
    model(next_token, past_key_values=outputs["past_key_values"])
