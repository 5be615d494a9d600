"""turnkey: benchmark PyTorch scripts on every device, through one runner container per device."""

__version__ = "0.2.0"
