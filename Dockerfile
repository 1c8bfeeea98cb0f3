# The command `xis-testkit` with all that it needs. docs/guides/getting-it.md says how to build, run and configure it.

# On the platform of the machine: npm takes the native library for the platform of the image, and runs without emulation.
FROM --platform=$BUILDPLATFORM node:24-alpine AS build
ARG TARGETARCH
WORKDIR /build
COPY . .
RUN npm ci && npm pack
# Only `verify` needs Pact's verifier, so the package does not bring it.
RUN npm install --prefix /app --omit=dev --os=linux --libc=musl --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" \
  ./xis-testkit-*.tgz @pact-foundation/pact-core@19

FROM node:24-alpine
LABEL org.opencontainers.image.title="xis-testkit" \
  org.opencontainers.image.description="Tests appointment booking between Spreekuur.nl and a XIS over FHIR R4" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /app /app
# Relative paths of files begin here. Any user may write here, unless a folder is mounted that says otherwise.
RUN ln -s /app/node_modules/.bin/xis-testkit /usr/local/bin/xis-testkit && mkdir -m 1777 /work
WORKDIR /work
USER node
# The simulator listens on all addresses of the container. The control interface then needs XIS_TESTKIT_ADMIN_TOKEN.
ENV NODE_ENV=production XIS_TESTKIT_HOST=0.0.0.0 XIS_TESTKIT_ADDRESS_FILE=/dev/shm/xis-testkit.address
EXPOSE 8080
# The address file has the port, whether the environment, the configuration or the command line sets it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["xis-testkit", "simulate", "--health"]
ENTRYPOINT ["xis-testkit"]
CMD ["simulate"]
