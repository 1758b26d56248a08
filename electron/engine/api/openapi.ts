/** The API's description, OpenAPI 3.1, generated from the contract. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { csrfHeader, openApiPath } from '../../../shared/contract/paths.ts';
import { sessionCookie } from './credentials.ts';

/** Register before the routes: the description collects them as they come. */
export function registerOpenApi(app: FastifyInstance, version: string): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lastmile',
        version,
        description:
          'Everything the console does. Speeds are kbps, volumes bytes, money minor units, times UTC milliseconds; down and up are the subscriber’s. Lists are { items, total, nextCursor? }; errors are RFC 9457 problem details with errors: [{ field, message }].',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'Set by POST /auth/login' },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: csrfHeader,
            description: 'Needed with the cookie on every change',
          },
          apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'lm_live_…' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
  app.register(async (scope) => {
    scope.get(openApiPath, { schema: { hide: true } }, async () => app.swagger());
  });
}

/** The generator describes every named schema both as an input and as an output; the unused half is left out. */
function withoutUnused<D extends object>(document: D): D {
  const { components = {} } = document as { readonly components?: { readonly schemas?: object } };
  const text = JSON.stringify(document);
  const used = Object.entries(components.schemas ?? {}).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  return { ...document, components: { ...components, schemas: Object.fromEntries(used) } };
}
