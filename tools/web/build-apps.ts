/** The browser applications, with a compressed form beside each file that gains by it. */
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { viteConfig } from './vite-config.ts';

/** Below this a packet is saved by no compression. */
const MIN_COMPRESSED_BYTES = 1024;
/** Of 11: the last two take ten times as long for two per cent. */
const BROTLI_QUALITY = 9;

export async function buildApps(root: string, outDir: string): Promise<void> {
  await build(viteConfig(root, outDir));
  const files = globSync('**/*.{js,css,html,svg}', { cwd: outDir });
  await Promise.all(files.map((file) => compress(join(outDir, file))));
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < MIN_COMPRESSED_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes));
}
