# The web pages, then the program, then an image with nothing else.

FROM node:22-bookworm-slim AS web
WORKDIR /build/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS program
RUN apt-get update && apt-get install -y --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
COPY --from=web /build/web/dist web/dist
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 event-mesh && install -d -o event-mesh /data
COPY --from=program /build/target/release/event-mesh /usr/local/bin/event-mesh
USER event-mesh
WORKDIR /data
VOLUME /data
# Inside a container 127.0.0.1 reaches nobody. The server refuses to serve other machines without
# authentication (docs/authentication.md) unless EVENT_MESH__AUTH__ALLOW_ANONYMOUS=true says that this is
# wanted.
ENV HOST=0.0.0.0 PORT=8080
# The database may start beside it.
ENV EVENT_MESH__DATABASE__WAIT_SECONDS=60
# A load balancer needs a moment to send nothing more here.
ENV EVENT_MESH__SERVER__LINGER_SECONDS=5
EXPOSE 8080
ENTRYPOINT ["event-mesh"]
