"""The runner of the device nvidia: TensorRT, and ONNX Runtime with its CUDA and TensorRT providers."""
