# The service with its packaged corpus: glibc (wheels are built for it), no root, nothing to write.
# Build: docker build -t kaupunkigraafi .   Run: docker compose -f deploy/compose.yaml up
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /opt/kaupunkigraafi
RUN /opt/kaupunkigraafi/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY service service
COPY ontology ontology
COPY corpus corpus
RUN /opt/kaupunkigraafi/bin/python -m pip install --quiet --no-deps --no-build-isolation .
RUN /opt/kaupunkigraafi/bin/python -m pip check
RUN /opt/kaupunkigraafi/bin/kaupunkigraafi build --into /var/lib/kaupunkigraafi

FROM python:3.11-slim-bookworm
COPY --from=build /opt/kaupunkigraafi /opt/kaupunkigraafi
COPY --from=build /var/lib/kaupunkigraafi /var/lib/kaupunkigraafi
ENV PYTHONDONTWRITEBYTECODE=1 KAUPUNKIGRAAFI_FOLDER=/var/lib/kaupunkigraafi
USER 65532:65532
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["/opt/kaupunkigraafi/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["/opt/kaupunkigraafi/bin/kaupunkigraafi", "serve", "--host", "0.0.0.0", "--port", "8000"]
