# One image for the API, the master and the task-workers; the command says which. Node runs the TypeScript as it is.

# The web page is the only thing that is built.
FROM node:24-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json ./
COPY web/package.json web/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web web
COPY domain domain
RUN npm run build --workspace web

# What runs needs no compiler, no test tool and no other platform's native code (Temporal ships five, 27 MB each).
FROM node:24-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY web/package.json web/
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund \
 && cd node_modules/@temporalio/core-bridge/releases \
 && find . -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24-bookworm-slim
# ca-certificates: Temporal's core wants them even without TLS. util-linux: setpriv ends a child with its parent. bubblewrap: locks
# programs away where the container may make namespaces.
# tini: ends orphans, which Node as process 1 would not. The fonts cover Latin, CJK, Arabic, Devanagari, emoji and more.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates tini util-linux bubblewrap \
      libreoffice-impress poppler-utils ffmpeg espeak-ng libespeak-ng1 \
      fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji fonts-symbola \
      fonts-liberation2 fonts-crosextra-carlito fonts-crosextra-caladea \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/* /usr/share/doc/* /usr/share/man/* /usr/share/locale/*

WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY domain domain
COPY platform platform
COPY activities activities
COPY workflows workflows
COPY worker worker
COPY master master
COPY api api
COPY --from=web /app/web/dist web/dist
# Workers start seconds sooner with their workflows bundled beforehand. /data is a volume's place: it gets this owner.
RUN node worker/bundle.ts && rm -rf /root/.cache /tmp/* && mkdir /data && chown node:node /data

USER node
# Every process answers /healthz on the same port, so that one check serves all three.
# The last three keep every process small: see cli/environment.ts.
ENV NODE_ENV=production DATA_DIR=/data PORT=3000 MASTER_PORT=3000 WORKER_PORT=3000 \
    NODE_OPTIONS="--max-semi-space-size=4 --max-old-space-size=384" MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "api/main.ts"]
