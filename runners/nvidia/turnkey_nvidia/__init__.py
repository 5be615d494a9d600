"""The runner of the device nvidia: TensorRT, and ONNX Runtime with its CUDA and TensorRT providers."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # as the x86 runner does, and for the same reasons
