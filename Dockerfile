# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations; docker-compose.yml says which it is.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
RUN /venv/bin/python -m pip install --require-hashes -r /tmp/requirements.txt
WORKDIR /portal
COPY . .
# The strict server settings are read here; what they demand is made up and not kept.
RUN SECRET_KEY=build DATABASE_URL=postgres://build REDIS_URL=redis://build STATIC_ROOT=/static \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /portal --shell /usr/sbin/nologin portal
COPY --from=build /venv /venv
COPY --from=build /portal /portal
COPY --from=build /static /static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/static
WORKDIR /portal
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "pcn_portal/launcher/health.py"]
CMD ["gunicorn", "pcn_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
