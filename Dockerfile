# mytaku, the service and its commands. Two stages: the second holds neither
# compiler nor sources.
FROM rust:1.95-bookworm AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends cmake \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What was downloaded and compiled is kept from build to build.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package mytaku \
 && install -D target/release/mytaku /out/mytaku

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/mytaku --create-home mytaku
COPY --from=build /out/mytaku /usr/local/bin/mytaku
COPY schemes /usr/share/mytaku/schemes
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/mytaku/
USER mytaku
VOLUME /var/lib/mytaku
EXPOSE 8080
ENTRYPOINT ["mytaku"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--data", "/var/lib/mytaku"]
