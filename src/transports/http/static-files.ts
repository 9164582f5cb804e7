/** Files of a build, held in memory: no path of a request ever reaches the file system. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { sendBytes } from './answers.ts';
import type { Exchange } from './exchange.ts';

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** As a header has it, for the file as it is; its compressed forms are told apart by a suffix. */
  readonly tag: string;
  /** Smaller forms of it that the build has made. */
  readonly encoded: readonly { readonly encoding: 'br' | 'gzip'; readonly bytes: Uint8Array }[];
}

/** By their path below the folder, with `/`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const TEXT = '; charset=utf-8';
const TYPES: Readonly<Record<string, string>> = {
  '.html': `text/html${TEXT}`,
  '.js': `text/javascript${TEXT}`,
  '.mjs': `text/javascript${TEXT}`,
  '.css': `text/css${TEXT}`,
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': `text/plain${TEXT}`,
  '.xml': 'application/xml',
};
/** The best first. */
const ENCODINGS = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const;
const MAX_FILES = 10_000;
const YEAR_SECONDS = 365 * 86_400;

/** Null where there is no such folder. What begins with a dot is left out, and so are links. Throws TypeError for too many files. */
export async function loadStaticFiles(folder: string): Promise<StaticFiles | null> {
  const contents = new Map<string, Buffer>();
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    if (files.length > MAX_FILES) throw new TypeError(`more than ${MAX_FILES} files in ${folder}`);
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      contents.set(relative(folder, path), await readFile(path));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const isEncoded = (path: string) =>
    ENCODINGS.some(({ suffix }) => path.endsWith(suffix) && contents.has(path.slice(0, -suffix.length)));
  const plain = [...contents].filter(([path]) => !isEncoded(path));
  return new Map(plain.map(([path, bytes]) => [path, describe(path, bytes, contents)]));
}

function describe(path: string, bytes: Buffer, contents: ReadonlyMap<string, Buffer>): StaticFile {
  const encoded = ENCODINGS.flatMap(({ encoding, suffix }) => {
    const smaller = contents.get(path + suffix);
    return smaller === undefined ? [] : [{ encoding, bytes: smaller }];
  });
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream', bytes, tag, encoded };
}

export interface SendFileOptions {
  /** Its name changes with its content, so that nobody needs to ask for it again. */
  readonly isImmutable: boolean;
}

/** As it is or in the smallest form that the browser takes; 304 where it has it already. RFC 9110 sections 8.8.3, 12.5.3, 13.1.2 */
export async function sendFile(exchange: Exchange, file: StaticFile, { isImmutable }: SendFileOptions): Promise<void> {
  const { request } = exchange;
  const accepted = acceptedEncodings(request.headers['accept-encoding']);
  const form = file.encoded.find(({ encoding }) => accepted.has(encoding));
  const etag = `"${file.tag}${form === undefined ? '' : `-${form.encoding}`}"`;
  const headers = {
    etag,
    vary: 'accept-encoding',
    'cache-control': isImmutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
    ...(form === undefined ? {} : { 'content-encoding': form.encoding }),
  };
  if (namesTag(request.headers['if-none-match'], etag)) {
    exchange.response.writeHead(304, headers).end();
    return;
  }
  await sendBytes(exchange, { type: file.type, bytes: form?.bytes ?? file.bytes, headers });
}

/** Those that are named and not ruled out by `q=0`; `*` is not taken up, since what is not compressed is always accepted. */
function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const part of String(header ?? '').split(',', 20)) {
    const [name = '', quality = ''] = part.split(';', 2);
    if (!/^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(quality)) accepted.add(name.trim().toLowerCase());
  }
  return accepted;
}

/** Compared weakly, as RFC 9110 section 13.1.2 has it. */
function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
