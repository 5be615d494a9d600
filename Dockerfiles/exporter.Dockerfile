# The exporter of `turnkey run --sandbox`: scripts are analyzed and exported in it.
#   turnkey runners build exporter
# It is empty. The Python environment of this host is mounted into it, read-only: the same torch gives the same results,
# and nothing is downloaded.
FROM scratch
COPY Dockerfiles/exporter.Dockerfile /exporter.Dockerfile
