# convqa in a container: its models are inside, and nothing asks a network when it runs. How to use it: docs/operations.md
#
#   docker build --tag convqa .
#
# Pin the base by its digest (python:3.11-slim@sha256:…), so that what you test is what runs.

FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY convqa convqa
COPY models models
RUN python -m venv /opt/convqa && /opt/convqa/bin/pip install --no-cache-dir '.[parquet,postgres]'

FROM python:3.11-slim
COPY --from=build /opt/convqa /opt/convqa
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin convqa \
    && install --directory --owner=convqa --group=convqa --mode=0700 /data
ENV PATH=/opt/convqa/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CONVQA_STORE=/data/qa.sqlite
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=5m --timeout=60s --start-period=2m \
    CMD ["convqa", "store", "info", "--key-file", "/run/secrets/site.key"]
ENTRYPOINT ["convqa"]
CMD ["--help"]
