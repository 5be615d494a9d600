# The runner of the device nvidia: ONNX Runtime's CUDA provider and TensorRT for RTX; TensorRT itself where asked for.
#   turnkey runners build nvidia [--base IMAGE] [--ca BUNDLE] [--network host] [--with-tensorrt]
# CUDA and cuDNN come as wheels: the base needs Python 3.11 with venv, the host needs the driver alone.
ARG BASE=nvidia/cuda:13.0.1-base-ubuntu24.04

FROM ${BASE} AS environment
ARG WITH_TENSORRT=
# extra-ca.crt is there only where --ca gave it: the certificates of a network that inspects TLS.
COPY runners/nvidia/requirements*.txt Dockerfiles/extra-ca.crt* /tmp/
RUN if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then \
      apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates; \
    fi \
 && python3 -m venv /opt/runner \
 && if [ -f /tmp/extra-ca.crt ]; then export PIP_CERT=/tmp/extra-ca.crt; fi \
 && /opt/runner/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: -r /tmp/requirements.txt \
 && if [ -n "${WITH_TENSORRT}" ]; then \
      /opt/runner/bin/python -m pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements-tensorrt.txt; \
    fi \
 # Makes the links that the plugin's libraries are found by, which a read-only root would not allow.
 && /opt/runner/bin/python -c 'import onnxruntime_ep_nv_tensorrt_rtx' \
 && /opt/runner/bin/python -m pip uninstall --yes --quiet setuptools pip

FROM ${BASE}
RUN if ! command -v python3 >/dev/null; then \
      apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=environment /opt/runner /opt/runner
COPY runners/common/turnkey_runner /opt/turnkey/turnkey_runner
COPY runners/nvidia/turnkey_nvidia /opt/turnkey/turnkey_nvidia
LABEL dev.turnkey.init=harness
ENV PYTHONPATH=/opt/turnkey PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 65534:65534
ENTRYPOINT ["/opt/runner/bin/python", "-s", "-m", "turnkey_nvidia"]
