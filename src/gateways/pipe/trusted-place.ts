/**
 * The administrator's folders: what lies in them is used only while nobody else could have put it there. Looked at each
 * time, since a folder can change hands.
 */
import { constants, existsSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../base/failure.ts';

/** What a member may be called: one file in the folder, whatever somebody writes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Of the lock beside a mailbox file. */
export const LOCK_SUFFIX = '.lock';
/** Linux: the open files of this process, by their numbers. */
const DESCRIPTORS = '/proc/self/fd';
/** Whether the system has names for open files; without them a place is named by its path once more. */
export const HAS_DESCRIPTOR_NAMES = existsSync(DESCRIPTORS);

const OTHERS_MAY_WRITE = 0o022;
const MAX_LISTED = 1000;

export interface TrustedFolder extends AsyncDisposable {
  /**
   * The path of an entry. It leads into the folder that was looked at, whatever may be found at the folder's own path
   * by now; valid until the folder is disposed of.
   */
  pathOf(name: string): string;
  /** Opens an entry without following a link or waiting for a pipe. Throws the system's error. */
  open(name: string, flags: number, mode?: number): Promise<FileHandle>;
  /** Names of the plain files, sorted, at most 1,000. */
  list(): Promise<string[]>;
  /** After it the names in the folder are on the disk. */
  sync(): Promise<void>;
}

export function isEntryName(name: string): boolean {
  return NAME.test(name) && !name.endsWith(LOCK_SUFFIX);
}

export function describeDescriptor(fd: number): string {
  return join(DESCRIPTORS, String(fd));
}

/**
 * Throws Failure `unavailable` unless the folder and the one that it lies in are folders and no links, are root's or
 * ours, and nobody else may write to them. What is above them is the business of whoever set up the data directory.
 */
export async function openTrustedFolder(path: string): Promise<TrustedFolder> {
  const above = dirname(path);
  await using parent = await openFolder(above, above);
  const folder = await openFolder(entryOf(parent, above, basename(path)), path);
  const pathOf = (name: string) => entryOf(folder, path, name);
  return {
    pathOf,
    open: (name, flags, mode) => open(pathOf(name), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode),
    async list() {
      const entries = await readdir(pathOf('.'), { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile() && isEntryName(entry.name)).map(({ name }) => name);
      return names.sort().slice(0, MAX_LISTED);
    },
    sync: () => folder.sync(),
    [Symbol.asyncDispose]: () => folder.close(),
  };
}

/** Root's or ours. */
export function isTrustedOwner(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

export function mayOthersWrite(mode: number): boolean {
  return (mode & OTHERS_MAY_WRITE) !== 0;
}

async function openFolder(path: string, shownAs: string): Promise<FileHandle> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const folder = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch((cause: unknown) => {
    throw new Failure('unavailable', `${shownAs} is no folder, or cannot be looked at`, { cause });
  });
  try {
    const { uid, mode } = await folder.stat();
    if (!isTrustedOwner(uid)) throw new Failure('unavailable', `the folder ${shownAs} belongs to somebody else`);
    if (mayOthersWrite(mode)) throw new Failure('unavailable', `others may write to the folder ${shownAs}`);
    return folder;
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function entryOf(folder: FileHandle, path: string, name: string): string {
  return join(HAS_DESCRIPTOR_NAMES ? describeDescriptor(folder.fd) : path, name);
}
