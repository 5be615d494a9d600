"""The runner of the device x86: ONNX Runtime and OpenVINO on the CPU."""
