# One image, three volumes, one user. Set-up and reasons: docs/operating.md.
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --include=dev --no-audit --no-fund --ignore-scripts && npm rebuild node
COPY tsconfig.json tsconfig.build.json tsconfig.client.json ./
COPY scripts/lib.mjs scripts/build.mjs scripts/earlier-assets.ts scripts/
COPY src src
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund

FROM node:26.10.0-bookworm-slim
ENV NODE_ENV=production \
    BASTIDE_DATA=/data \
    BASTIDE_STATE=/state \
    BASTIDE_CONFIG=/config \
    BASTIDE_LISTEN=0.0.0.0:8420
COPY --from=build /app/package.json /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
RUN ln -s /app/dist/cli/main.js /usr/local/bin/bastide \
 && install -d -o 10420 -g 10420 -m 0700 /data /state /config
USER 10420:10420
WORKDIR /data
VOLUME ["/data", "/state", "/config"]
EXPOSE 8420
STOPSIGNAL SIGTERM
# Plain HTTP, as behind a proxy. With a certificate of its own, give the container a check by https.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/livez').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/server/main.js"]
