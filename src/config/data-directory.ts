/** The data directory: where it is, and the few files in it that are not the store's. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { SECRET_BOX_KEY_BYTES } from '../base/secret-box.ts';
import { readFileIfAny, writePrivateFile } from './private-file.ts';

/** Beside a checkout's package.json the data lies in the checkout; an installation has its place in /var. */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv, projectRoot: string): string {
  if (environment.MAILROOM_DATA !== undefined && environment.MAILROOM_DATA !== '')
    return resolve(environment.MAILROOM_DATA);
  return existsSync(join(projectRoot, '.git')) ? resolve('data') : '/var/lib/mailroom';
}

/** sun_path of unix(7) has room for 107 bytes. */
const MAX_SOCKET_PATH = 107;

export interface DataDirectory {
  readonly path: string;
  readonly store: string;
  readonly tls: string;
  /** Mailbox files and programs that aliases may lead to, put there by the administrator. */
  readonly files: string;
  readonly programs: string;
  /** The one-time password of `admin`, until it is changed. */
  readonly initialPasswordFile: string;
}

export function dataDirectoryAt(path: string): DataDirectory {
  return {
    path,
    store: join(path, 'store'),
    tls: join(path, 'tls'),
    files: join(path, 'pipes', 'files'),
    programs: join(path, 'pipes', 'programs'),
    initialPasswordFile: join(path, 'initial-admin-password'),
  };
}

/**
 * Where a Unix socket of this data directory is: in it, or where its path is too long for a socket, in a directory of
 * the same owner below the temporary one, named after the data directory.
 */
export function socketPath(dataDirectory: string, name: 'admin' | 'lmtp'): string {
  const inside = join(dataDirectory, `${name}.sock`);
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH) return inside;
  const mark = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  return join(tmpdir(), `mailroom-${process.getuid?.() ?? 0}-${mark}`, `${name}.sock`);
}

/** Makes the directory and those of its sockets where they are missing: for the owner only. Throws Failure `unavailable`. */
export async function prepareDataDirectory(path: string): Promise<DataDirectory> {
  const directory = dataDirectoryAt(path);
  try {
    const { store, tls, files, programs } = directory;
    for (const each of [path, store, tls, files, programs, resolve(socketPath(path, 'admin'), '..')]) {
      await mkdir(each, { recursive: true, mode: 0o700 });
    }
    await chmod(directory.path, 0o700);
  } catch (cause) {
    throw new Failure('unavailable', `the data directory ${path} cannot be made or written`, {
      cause,
      detail: {
        origin: 'configuration',
        reason: 'data-directory',
        directory: path,
        cause: (cause as NodeJS.ErrnoException).code,
      },
    });
  }
  return directory;
}

/** The key under which secrets in the store are sealed: made at the first start, kept beside the store, never in it. */
export async function loadSealingKey(directory: DataDirectory): Promise<Uint8Array> {
  const file = join(directory.path, 'sealing-key');
  const existing = await readFileIfAny(file);
  if (existing !== null) {
    if (existing.length !== SECRET_BOX_KEY_BYTES) throw new Failure('unavailable', `${file} is damaged`);
    return existing;
  }
  const key = randomBytes(SECRET_BOX_KEY_BYTES);
  await writePrivateFile(file, key);
  return key;
}

export async function writeInitialPassword(directory: DataDirectory, password: string): Promise<void> {
  await writePrivateFile(directory.initialPasswordFile, `${password}\n`);
}

export async function removeInitialPassword(directory: DataDirectory): Promise<void> {
  await rm(directory.initialPasswordFile, { force: true });
}
