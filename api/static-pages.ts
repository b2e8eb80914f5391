/** The web page, as it was built into web/dist; and, where it was not, a page that says how. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';

/** Vite puts a hash of the content into the names below it. */
const HASHED = '/assets';

export function createStaticPages(webDir: string): Router {
  const pages = Router();
  pages.use(
    HASHED,
    express.static(join(webDir, HASHED), { immutable: true, maxAge: '1y', index: false, redirect: false }),
  );
  pages.use(express.static(webDir, { index: false, redirect: false }));
  pages.get('/{*path}', serveIndex(join(webDir, 'index.html')));
  return pages;
}

/** Every address that is a page (not a missing file, not the API) shows the application; it finds its place by itself. */
const serveIndex =
  (index: string): RequestHandler =>
  (req, res, next) => {
    if (/^\/api(\/|$)|\.\w+$/.test(req.path) || !req.accepts('html')) {
      next();
      return;
    }
    res.set('Cache-Control', 'no-cache');
    if (existsSync(index)) res.sendFile(index);
    else res.status(503).type('html').send(NOT_BUILT);
  };

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SlideSpeaker</title></head>
<body><h1>The web page is not built yet</h1>
<p>Run <code>npm run build --workspace web</code>, then load this page again. The REST API works: see <a href="/api/docs">/api/docs</a>.</p>
</body></html>
`;
