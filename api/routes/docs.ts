/** The API for people: /api/openapi.json, /api/docs to try it, /api/problems to read what a code means. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { PROBLEMS_PATH } from '../errors.ts';
import { isProblemCode, problemCodes, problemTitle } from '../problems.ts';

const swaggerDir = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

export function createDocs(openApi: object): Router {
  const docs = Router();
  docs.get('/api/openapi.json', (_req, res) => void res.json(openApi));
  docs.get('/api/docs', (_req, res) => void res.type('html').send(DOCS_PAGE));
  docs.get('/api/docs/start.js', (_req, res) => void res.type('js').send(START_SCRIPT));
  docs.use('/api/docs', (req, res, next) => {
    if (SWAGGER_FILES.includes(req.path.slice(1))) express.static(swaggerDir, { maxAge: '1d' })(req, res, next);
    else next();
  });
  docs.get(PROBLEMS_PATH, (_req, res) => void res.type('html').send(problemsPage()));
  return docs;
}

const head = (title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;

const DOCS_PAGE = `${head('SlideSpeaker REST API')}<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><main id="api"></main><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>
`;

/** In a file of its own, because the content security policy runs no script inside a page. */
const START_SCRIPT = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

/** Titles and codes are ours and hold nothing that HTML could take for a tag. */
function problemsPage(): string {
  const rows = problemCodes.filter(isProblemCode).map((code) => {
    const { status, title } = problemTitle(code);
    return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`;
  });
  return `${head('SlideSpeaker problems')}</head>
<body><h1>Problems</h1><table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
