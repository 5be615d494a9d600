# The runners of the device x86: ONNX Runtime and OpenVINO on the CPU, each engine in a virtual environment of its own.
#   turnkey runners build x86 [--base IMAGE] [--ca BUNDLE] [--network host]
# The base needs Python 3.11 with venv; Debian's own python3 will do.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS environments
# extra-ca.crt is there only where --ca gave it: the certificates of a network that inspects TLS.
COPY runners/x86/requirements.txt Dockerfiles/extra-ca.crt* /tmp/
COPY runners/x86/environments /tmp/environments
RUN if [ -f /tmp/extra-ca.crt ]; then export PIP_CERT=/tmp/extra-ca.crt; fi \
 && mkdir /opt/environments \
 && for requirements in /tmp/requirements.txt /tmp/environments/*/requirements.txt; do \
      folder=$(dirname "${requirements}"); \
      environment=/opt/runner; \
      if [ "${folder}" != /tmp ]; then environment="/opt/environments/${folder##*/}"; fi; \
      python3 -m venv "${environment}" \
      && "${environment}/bin/python" -m pip install --no-cache-dir --disable-pip-version-check \
           --require-hashes --only-binary :all: -r "${requirements}" \
      && "${environment}/bin/python" -m pip uninstall --yes --quiet setuptools pip \
      || exit 1; \
    done

FROM ${BASE}
COPY --from=environments /opt/runner /opt/runner
COPY --from=environments /opt/environments /opt/environments
COPY runners/common/turnkey_runner /opt/turnkey/turnkey_runner
COPY runners/x86/turnkey_x86 /opt/turnkey/turnkey_x86
# One thread for numpy's own pool, which would be started before the fork and is not what is measured.
LABEL dev.turnkey.init=harness
ENV PYTHONPATH=/opt/turnkey PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
USER 65534:65534
# In the device's own environment; the launcher names another one's interpreter.
ENTRYPOINT ["/opt/runner/bin/python", "-s", "-m", "turnkey_x86"]
