/** Writes docs/api/openapi.json from the table of endpoints; tools/openapi.test.ts tells when it is old. */
import { writeFile } from 'node:fs/promises';
import { VERSION } from '../src/config/version.ts';
import { describeApi } from '../src/wire/admin/openapi.ts';

export const OPENAPI_FILE = new URL('../docs/api/openapi.json', import.meta.url);

export function openApiText(): string {
  return `${JSON.stringify(describeApi(VERSION), null, 2)}\n`;
}

export async function main(): Promise<number> {
  await writeFile(OPENAPI_FILE, openApiText());
  return 0;
}
