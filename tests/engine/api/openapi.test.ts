/** The description is OpenAPI 3.1, says everything, and points at nothing that is not there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationNames, operations } from '../../../shared/contract/contract.ts';
import { apiBase } from '../../../shared/contract/paths.ts';
import { type Harness, startApi } from './harness.ts';

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content: Record<string, { readonly schema: object }> }
  >;
  readonly 'x-permission': string;
  readonly 'x-idempotent'?: boolean;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

let harness: Harness;
let document: Document;
beforeAll(async () => {
  harness = await startApi();
  document = (await harness.api.app.inject('/api/v1/openapi.json')).json();
});
afterAll(() => harness.dispose());

const describedBy = (name: (typeof operationNames)[number]): Described | undefined => {
  const { method, path } = operations[name];
  const template = `${apiBase}${path}`.replaceAll(/:(\w+)/g, '{$1}');
  return document.paths[template]?.[method.toLowerCase()];
};

describe('OpenAPI', () => {
  it('is 3.1 with a title and a version', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: 'Lastmile', version: '0.0.0-test' });
  });

  it.each(operationNames)('%s is described: permission, parameters, body, answer, refusals', (name) => {
    const described = describedBy(name)!;
    const { permission, status, path, method, isIdempotent, summary, acceptsCsv, produces } = operations[name];
    expect(described).toMatchObject({
      operationId: name,
      summary,
      'x-permission': permission,
    });
    expect(described['x-idempotent'] ?? false).toBe(isIdempotent);
    expect(described.security).toHaveLength(permission === 'public' ? 0 : 2);
    const inPath = (described.parameters ?? []).filter((one) => one.in === 'path');
    expect(inPath.map((one) => one.name)).toEqual([...path.matchAll(/:(\w+)/g)].map(([, key]) => key));
    expect(inPath.every((one) => one.required)).toBe(true);
    expect(Object.keys(described.responses).sort()).toEqual([String(status), '4XX', '5XX'].sort());
    expect(described.responses[String(status)]?.content[produces ?? 'application/json']?.schema).toBeTypeOf('object');
    expect(described.responses['4XX']?.content['application/problem+json']?.schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
    const bodyTypes = Object.keys(described.requestBody?.content ?? {});
    expect(bodyTypes).toEqual(
      method === 'GET' || method === 'DELETE'
        ? []
        : acceptsCsv
          ? ['application/json', 'text/csv']
          : ['application/json'],
    );
  });

  it('describes nothing but the operations', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(ids.sort()).toEqual([...operationNames].sort());
  });

  it('every reference has its schema, and every schema is referred to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!));
    expect(Object.keys(document.components.schemas).sort()).toEqual([...referred].sort());
  });

  it('every security requirement has its scheme', () => {
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['apiKey', 'csrf', 'session']);
  });
});
