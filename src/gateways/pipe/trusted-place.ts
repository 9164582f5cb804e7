/**
 * The administrator's folders: what lies in them is used only while nobody else could have put it there. Looked at each
 * time, since a folder can change hands.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';

/** What a member may be called: one file in the folder, whatever somebody writes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Of the lock beside a mailbox file. */
export const LOCK_SUFFIX = '.lock';

const OTHERS_MAY_WRITE = 0o022;
const MAX_LISTED = 1000;

export function isEntryName(name: string): boolean {
  return NAME.test(name) && !name.endsWith(LOCK_SUFFIX);
}

/** Throws Failure `unavailable` unless the folder is root's or ours and nobody else may write to it. */
export async function requireTrustedFolder(folder: string): Promise<void> {
  const stats = await lstat(folder).catch((cause: unknown) => {
    throw new Failure('unavailable', `the folder ${folder} cannot be looked at`, { cause });
  });
  if (!stats.isDirectory()) throw new Failure('unavailable', `${folder} is no folder`);
  if (!isTrustedOwner(stats.uid)) throw new Failure('unavailable', `the folder ${folder} belongs to somebody else`);
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0)
    throw new Failure('unavailable', `others may write to the folder ${folder}`);
}

/** Opens an entry without following a link or waiting for a pipe. Throws the system's error. */
export async function openEntry(folder: string, name: string, flags: number, mode?: number): Promise<FileHandle> {
  return await open(join(folder, name), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode);
}

/** Root's or ours. */
export function isTrustedOwner(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/** Names of the plain files in a folder, sorted; none where the folder is missing. */
export async function listEntries(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && isEntryName(entry.name)).map(({ name }) => name);
  return names.sort().slice(0, MAX_LISTED);
}
