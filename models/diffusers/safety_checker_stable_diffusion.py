# labels: name::safety_checker_stable_diffusion author::CompVis task::Image_Classification license::mit test_group::diffusers
"""The safety checker of Stable Diffusion: how near an image is to concepts that are not to be shown.

Its decisions are made in NumPy afterwards; measured here is what it decides by.

Source: https://huggingface.co/CompVis/stable-diffusion-safety-checker
"""

import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "CompVis/stable-diffusion-safety-checker"


class Checker(torch.nn.Module):
    """The similarity of an image's embedding to those of the concepts."""

    def __init__(self, checker):
        super().__init__()
        self.checker = checker

    def forward(self, pixels):
        embedding = self.checker.visual_projection(self.checker.vision_model(pixels)[1])
        concepts = torch.cat([self.checker.special_care_embeds, self.checker.concept_embeds])
        return torch.nn.functional.normalize(embedding) @ torch.nn.functional.normalize(concepts).T


config = CLIPConfig(
    text_config={"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12},
    vision_config={
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "image_size": 224,
        "patch_size": 14,
        "hidden_act": "quick_gelu",
    },
    projection_dim=768,
)
published = StableDiffusionSafetyChecker.from_pretrained(REPOSITORY) if pretrained else None
model = Checker(published or StableDiffusionSafetyChecker(config)).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
