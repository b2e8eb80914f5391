/** /api/openapi.json: made from the operations and from the schemas that validate them. */

import { z } from 'zod';
import { nothing, scopeOf, type Operation } from './operation.ts';
import { problemTitle, type ProblemCode } from './problems.ts';
import { namedSchemas } from './schemas/named.ts';

type Json = Record<string, unknown>;

/** What every operation can answer. */
const EVERYWHERE: readonly ProblemCode[] = ['invalid_query', 'wrong_host', 'internal', 'redis_unavailable'];
const BEHIND_A_KEY: readonly ProblemCode[] = ['unauthorized', 'wrong_key', 'scope_missing'];

export function describeApi(operations: readonly Operation[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'SlideSpeaker',
      version: '1',
      description:
        'Send a slide deck, get a narrated video. Every refusal is a problem (RFC 9457) with a stable `code`.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'Where the server has API_KEYS; each has scopes' },
        session: { type: 'apiKey', in: 'cookie', name: 'slidespeaker', description: 'Made by POST /api/session' },
      },
    },
  };
}

function describe(operation: Operation): Json {
  const { id, summary, description, body, upload, answer } = operation;
  const scope = scopeOf(operation);
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: parametersOf(operation),
    ...(upload || body !== nothing
      ? {
          requestBody: {
            required: true,
            content: {
              ...(body === nothing ? {} : { 'application/json': { schema: schemaOf(body) } }),
              ...(upload ? { 'multipart/form-data': multipart(upload) } : {}),
            },
          },
        }
      : {}),
    responses: { [answer.status]: success(answer), ...problemResponses(operation) },
    // Without API_KEYS nothing is asked for; with them the names are the scopes of which the key needs one.
    security: scope === undefined ? [] : [{}, { key: [scope] }, { session: [scope] }],
  };
}

function parametersOf({ path, query, headers }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties = {}, required = [] } = querySchema.parse(z.toJSONSchema(query, { io: 'input' }));
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
  const inHeader = Object.entries(headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

const querySchema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});

function multipart({ file, fields }: NonNullable<Operation['upload']>): Json {
  const described = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, schemaOf(schema)]));
  return {
    schema: {
      type: 'object',
      properties: { [file.name]: { type: 'string', format: 'binary', description: file.description }, ...described },
      required: [file.name],
    },
    encoding: Object.fromEntries(Object.keys(fields).map((name) => [name, { contentType: 'application/json' }])),
  };
}

function success({ description, schema, contentType, headers }: Operation['answer']): Json {
  const content = schema
    ? { 'application/json': { schema: schemaOf(schema) } }
    : contentType === undefined
      ? undefined
      : { [contentType]: {} };
  return {
    description,
    ...(content ? { content } : {}),
    ...(headers
      ? {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
          ),
        }
      : {}),
  };
}

/** By status, each naming its codes. */
function problemResponses({ problems, open, uncounted, body }: Operation): Json {
  const codes = [
    ...problems,
    ...EVERYWHERE,
    ...(open ? [] : BEHIND_A_KEY),
    ...(uncounted ? [] : (['too_many_requests'] as const)),
    ...(body === nothing ? [] : (['invalid_body', 'malformed_json'] as const)),
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => problemTitle(code).status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\` ${problemTitle(code).title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** A named schema by its name, any other in place. */
function schemaOf(schema: z.ZodType): Json {
  const [name] = Object.entries(namedSchemas).find(([, named]) => named === schema) ?? [];
  return name === undefined
    ? omit(z.toJSONSchema(schema, { io: 'input' }), ['$schema'])
    : { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    // Their place in the document says name and dialect already.
    Object.entries(schemas).map(([id, schema]) => [id, omit(schema, ['$id', '$schema'])]),
  );
}

function omit(schema: object, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}
