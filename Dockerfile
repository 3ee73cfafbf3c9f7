ARG DENO_VERSION=2.9.6
ARG ETCD_VERSION=3.5.35
# The tags of distroless images move: a release gives one with its digest.
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM denoland/deno:${DENO_VERSION} AS program
# The folder above etcd's data and certificates: the program is granted it.
ARG DATA_ROOT=/var/etcd
WORKDIR /source
COPY deno.json deno.lock main.ts ./
COPY lib/ lib/
COPY tests/support/ tests/support/
RUN deno task compile --data-root="${DATA_ROOT}" --output=/etcd-wrapper

FROM gcr.io/etcd-development/etcd:v${ETCD_VERSION} AS etcd

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="etcd-wrapper" \
      org.opencontainers.image.description="The main process of an etcd member's pod" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /
# The program takes the etcd beside it before one on PATH.
COPY --from=etcd /usr/local/bin/etcd /etcd
COPY --from=program /etcd-wrapper /etcd-wrapper
USER 65532:65532
ENTRYPOINT ["/etcd-wrapper"]
