# The service as an image: Debian's optimised Python, libraries by hash, nobody in particular, a root that may be
# read-only. What changes is in /var/lib/calmony and /tmp. Nothing but the last stage is kept.

FROM node:24-slim AS graphiql
WORKDIR /graphiql
COPY graphiql .
RUN npm ci && node build.mjs

FROM debian:trixie-slim AS install
RUN apt-get update && apt-get install --yes --no-install-recommends make python3-venv
WORKDIR /opt/calmony
COPY Makefile requirements-image.lock ./
RUN make install LOCK_FILE=requirements-image.lock && .venv/bin/python -m pip uninstall --yes --quiet pip
COPY alembic.ini ./
COPY app app
COPY dashboard dashboard
COPY engine engine
COPY intake intake
COPY migrations migrations
COPY models models
COPY pdf pdf
COPY resolvers resolvers
COPY schema schema
COPY storage storage
RUN .venv/bin/python -m compileall -q app dashboard engine intake migrations models pdf resolvers schema storage
COPY --from=graphiql /graphiql/dist graphiql/dist

FROM debian:trixie-slim
RUN apt-get update && apt-get install --yes --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/calmony --create-home --shell /usr/sbin/nologin calmony
COPY --from=install /opt/calmony /opt/calmony
ENV CALMONY_DATABASE_URL=sqlite+aiosqlite:////var/lib/calmony/calmony.db \
    CALMONY_PDF_STORE=/var/lib/calmony/pdf \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /var/lib/calmony
VOLUME /var/lib/calmony
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["/opt/calmony/.venv/bin/calmony"]
CMD ["serve", "--host", "0.0.0.0"]
