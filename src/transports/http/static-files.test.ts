/** Files of a build: what is served of them, in which form, and nothing besides. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from './exchange.ts';
import { loadStaticFiles, type StaticFiles, sendFile } from './static-files.ts';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(200_000))})`;

let folder: string;
let files: StaticFiles;
let base: string;
const server = createServer((request, response) => {
  const file = files.get((request.url ?? '').slice(1));
  if (file === undefined) response.writeHead(404).end();
  else
    void sendFile({ request, response } as Exchange, file, { isImmutable: request.url?.includes('assets') === true });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-static-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, '.built'), 'today');
  await writeFile(join(folder, 'assets/app.js'), SCRIPT);
  await writeFile(join(folder, 'assets/app.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(folder, 'assets/app.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(folder, 'archive.gz'), 'stands alone');
  await symlink('/etc/passwd', join(folder, 'assets/link.txt'));
  files = (await loadStaticFiles(folder)) ?? new Map();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers });

test('what is served: files, without links and hidden ones, and smaller forms only beside what they are of', () => {
  expect([...files.keys()].sort()).toEqual(['archive.gz', 'assets/app.js', 'index.html']);
});

test('a folder that is not there has no files', async () => {
  expect(await loadStaticFiles(join(folder, 'nothing'))).toBeNull();
});

describe('the form is one that the browser takes', () => {
  test.each([
    ['br, gzip', 'br'],
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['BR ; q=0.0', null],
    ['identity', null],
    ['', null],
    ['*', null],
    ['x'.repeat(5000), null],
  ])('#%#', async (accepted, encoding) => {
    const response = await get('/assets/app.js', { 'accept-encoding': accepted });
    expect([response.headers.get('content-encoding'), await response.text()]).toEqual([encoding, SCRIPT]);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('vary')).toBe('accept-encoding');
  });
});

test('brotli is what the build has made', async () => {
  const encoded = files.get('assets/app.js')?.encoded[0]?.bytes ?? new Uint8Array();
  expect(brotliDecompressSync(encoded).toString()).toBe(SCRIPT);
});

describe('whoever has it already', () => {
  test('gets it no second time, whichever form it is', async () => {
    for (const encoding of ['br', 'identity']) {
      const headers = { 'accept-encoding': encoding };
      const etag = (await get('/assets/app.js', headers)).headers.get('etag') ?? '';
      for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await get('/assets/app.js', { ...headers, 'if-none-match': tag });
        expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      }
      expect((await get('/assets/app.js', { ...headers, 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  test('need not ask where the name changes with the content', async () => {
    expect((await get('/assets/app.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/index.html')).headers.get('cache-control')).toBe('no-cache');
  });
});
