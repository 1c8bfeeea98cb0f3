# Runs the simulator: docker build -t xis-testkit . && docker run -p 8080:8080 xis-testkit
# With your configuration: docker run -v ./practice.yaml:/practice.yaml:ro -e XIS_TESTKIT_CONFIG=/practice.yaml …
FROM node:24-alpine AS build
WORKDIR /build
COPY . .
RUN npm ci && npm pack && mkdir /app && npm install --prefix /app --omit=dev ./xis-testkit-*.tgz

FROM node:24-alpine
COPY --from=build /app /app
USER node
# The simulator listens on all addresses of the container. The control interface then needs XIS_TESTKIT_ADMIN_TOKEN.
ENV NODE_ENV=production XIS_TESTKIT_HOST=0.0.0.0 XIS_TESTKIT_ADDRESS_FILE=/dev/shm/xis-testkit.address
EXPOSE 8080
# The address file has the port, whether the environment, the configuration or the command line sets it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s \
  CMD ["node", "/app/node_modules/xis-testkit/dist/cli/main.js", "simulate", "--health"]
ENTRYPOINT ["node", "/app/node_modules/xis-testkit/dist/cli/main.js"]
CMD ["simulate"]
