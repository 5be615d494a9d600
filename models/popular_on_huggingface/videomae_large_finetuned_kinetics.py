# labels: name::videomae_large_finetuned_kinetics author::mcg-nju task::Video_Classification license::cc-by-nc-4.0 test_group::popular_on_huggingface
"""videomae-large-finetuned-kinetics: VideoMAE large that tells 400 actions apart.

Source: https://huggingface.co/MCG-NJU/videomae-large-finetuned-kinetics
"""

import torch
from transformers import VideoMAEConfig, VideoMAEForVideoClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VideoMAEConfig(
    image_size=224,
    patch_size=16,
    num_frames=16,
    tubelet_size=2,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    use_mean_pooling=True,
    num_labels=400,
)
if pretrained:
    model = VideoMAEForVideoClassification.from_pretrained("MCG-NJU/videomae-large-finetuned-kinetics")
else:
    model = VideoMAEForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 16, 3, config.image_size, config.image_size)

with torch.no_grad():
    model(pixel_values=pixel_values)
