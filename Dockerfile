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
ENV NODE_ENV=production XIS_TESTKIT_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.XIS_TESTKIT_PORT||8080}/fhir/metadata`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "/app/node_modules/xis-testkit/dist/cli/main.js"]
CMD ["simulate"]
