# One image for web, workers, beat, sealer, auditor and migrate. It holds code and packages: no keys, no addresses.
FROM python:3.13-slim-bookworm

# Chinese characters in signers' copies.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /revisit --shell /usr/sbin/nologin revisit
WORKDIR /revisit
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
# Whatever a process writes it writes here, and nothing of it is shared: see docs/running.md.
RUN install -d -o revisit -g revisit -m 0700 /var/lib/revisit
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 REVISIT_VAR=/var/lib/revisit
VOLUME /var/lib/revisit
USER revisit
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "clinic.wsgi"]
