# The x86 runner with one more runtime, which tries from inside of a job what a job must not be able to do.
ARG BASE=turnkey-x86
FROM ${BASE}
COPY runners/inside_runner/turnkey_inside /opt/turnkey/turnkey_inside
ENTRYPOINT ["/opt/runner/bin/python", "-s", "-m", "turnkey_inside"]
