# One image for every part: server, registration, workers, or a whole machine by itself.
#
#   docker build -t sohoa .
#   docker run -v ./hop-nhan:/inbox:ro -v ./kho:/archive sohoa sohoa ingest

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock pyproject.toml LICENSE ./
COPY scripts ./scripts
COPY pipeline ./pipeline
COPY evaluation ./evaluation
COPY web ./web
COPY flows ./flows
COPY samples ./samples
RUN scripts/make-venv /opt/venv requirements.lock \
    && /opt/venv/bin/python -m compileall -q /app

FROM python:3.11-slim-bookworm
# The same list as `scripts/install-system run`, but for Python itself. Debian keeps one version of
# each in a release; pinning to a revision would only break the build at the next security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates libgl1 libglib2.0-0 poppler-utils tesseract-ocr tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 1000 --create-home --shell /usr/sbin/nologin sohoa \
    && install -d -o sohoa -g sohoa /archive /inbox /scratch /state
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY models /app/models
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OMP_THREAD_LIMIT=1 \
    OMP_NUM_THREADS=1 \
    SOHOA_INBOX=/inbox \
    SOHOA_ARCHIVE=/archive \
    SOHOA_STATE=/state \
    TMPDIR=/scratch \
    SOHOA_PORT=4200 \
    ORT_DISABLE_TELEMETRY=1 \
    DO_NOT_TRACK=1 \
    PREFECT_SERVER_ANALYTICS_ENABLED=False \
    OTEL_SDK_DISABLED=true \
    AWS_EC2_METADATA_DISABLED=true
USER 1000
WORKDIR /app
# All that is ever written to, so that the rest may be read-only: `docker run --read-only --tmpfs /tmp`.
VOLUME ["/archive", "/scratch", "/state"]
# Prefect's pages, the clerk's desk.
EXPOSE 4200 8080
# `sohoa serve` answers here; docker-compose.yml has a check of its own for each other part.
HEALTHCHECK --interval=30s --timeout=10s --start-period=180s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:4200/api/ready', timeout=5)"]
# Reads the secrets that Prefect takes from its environment alone out of their files, and is gone.
ENTRYPOINT ["python", "-m", "flows.secret_files"]
CMD ["sohoa", "serve"]
