# A runner that misbehaves as the file `mode` of its volume says. It needs nothing but an image with Python.
ARG BASE=turnkey-x86
FROM ${BASE}
COPY runners/fake_runner/turnkey_fake /opt/turnkey/turnkey_fake
# An image of a stranger: its program is not turnkey's, nor is its process 1.
LABEL dev.turnkey.init=
ENTRYPOINT ["/opt/runner/bin/python", "-s", "-m", "turnkey_fake"]
