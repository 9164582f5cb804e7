import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PERMISSIONS } from '../src/domain/access/permissions.ts';
import { ENDPOINTS } from '../src/wire/admin/endpoints.ts';
import { OPENAPI_FILE, openApiText } from './openapi.ts';

test('docs/api/openapi.json is what the endpoints say (node bin/run tools/openapi.ts writes it)', async () => {
  expect(await readFile(OPENAPI_FILE, 'utf8')).toBe(openApiText());
});

test('every endpoint is a row in the table of rights, and the other way round', () => {
  expect(Object.keys(PERMISSIONS).sort()).toEqual(Object.keys(ENDPOINTS).sort());
});
