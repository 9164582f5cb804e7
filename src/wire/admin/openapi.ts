/** Describes the management API in OpenAPI 3.1, from the table of endpoints. */
import { z } from 'zod';
import { API_PREFIX, type Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { errorSchema } from './schemas.ts';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

export function describeApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of Object.values(ENDPOINTS)) {
    const path = `${API_PREFIX}${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: describeEndpoint(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mailroom management API', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: { schemas: { Error: jsonSchema(errorSchema, 'output') } },
  };
}

function describeEndpoint(endpoint: Endpoint): object {
  const body = jsonSchema(endpoint.body, 'input') as ObjectSchema;
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    tags: [endpoint.name.split('.')[0]],
    parameters: [...parameters(endpoint.pathParameters, 'path'), ...parameters(endpoint.query, 'query')],
    ...(Object.keys(body.properties ?? {}).length === 0
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: 'Done.', content: contentOf(endpoint) },
      default: {
        description: 'Refused; the code says why.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function contentOf({ result, isStream }: Endpoint): object {
  if (isStream === true) return { 'text/event-stream': { schema: { type: 'string' } } };
  return { 'application/json': { schema: jsonSchema(result, 'output') } };
}

function parameters(schema: Endpoint['query'], place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
