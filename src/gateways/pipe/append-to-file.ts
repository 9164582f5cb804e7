/** Appends a message to a mailbox file: all of it, on stable storage, or nothing. */
import { constants, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { formatFromLine, MboxEncoder } from '../../formats/archive/mbox-encoder.ts';
import { takeDotLock } from './dot-lock.ts';
import { openTrustedFolder, type TrustedFolder } from './trusted-place.ts';

export interface AppendRequest {
  readonly folder: string;
  /** An entry of the folder: see `isEntryName`. */
  readonly name: string;
  readonly sender: string;
  readonly message: () => AsyncIterable<Uint8Array>;
  readonly maxFileBytes: number;
}

/**
 * Makes the file where there is none. Throws Failure `unavailable` or the system's error, and then nothing was appended
 * as far as the file could be put back; throws the signal's reason.
 */
export async function appendToFile(request: AppendRequest, clock: Clock, signal: AbortSignal): Promise<void> {
  const { name } = request;
  await using folder = await openTrustedFolder(request.folder);
  await using _lock = await takeDotLock(folder.pathOf(name), clock, signal);
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  await using file = await openMailbox(folder, name, O_RDWR | O_APPEND | O_CREAT);
  const stats = await file.stat();
  const progress = { written: 0 };
  try {
    await write(file, request, stats.size, progress, clock.nowMs(), signal);
    await file.sync();
    // The name of a new file is on the disk only with its folder.
    if (stats.size === 0) await folder.sync();
  } catch (error) {
    await putBack(file, stats.size, progress.written);
    throw error;
  }
}

/**
 * Opens a mailbox file that is one. A link to a file elsewhere, a pipe, or somebody else's file would let a mailbox reach
 * beyond its folder. Throws Failure `unavailable` with the reason, or the system's error.
 */
export async function openMailbox(folder: TrustedFolder, name: string, flags: number): Promise<FileHandle> {
  const file = await folder.open(name, flags, 0o600);
  try {
    const fault = faultOf(await file.stat());
    if (fault !== null) throw new Failure('unavailable', `the mailbox file ${name} ${fault}`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function faultOf(stats: Stats): string | null {
  if (!stats.isFile()) return 'is no plain file';
  if (stats.nlink !== 1) return 'has more than one name';
  return stats.uid === process.geteuid?.() ? null : 'belongs to somebody else';
}

async function write(
  file: FileHandle,
  { name, sender, message, maxFileBytes }: AppendRequest,
  size: number,
  progress: { written: number },
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const put = async (bytes: Uint8Array) => {
    signal.throwIfAborted();
    if (size + progress.written + bytes.length > maxFileBytes) {
      throw new Failure('unavailable', `the mailbox file ${name} is full`, { detail: { status: '4.2.2' } });
    }
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at);
      at += bytesWritten;
      progress.written += bytesWritten;
    }
  };
  await put(Buffer.from((await missingLineEnds(file, size)) + formatFromLine(sender, nowMs)));
  const encoder = new MboxEncoder();
  for await (const chunk of message()) await put(encoder.encode(chunk));
  await put(encoder.finish());
}

/** A message that was cut off by a crash, or put there by hand, does not swallow the next one. */
async function missingLineEnds(file: FileHandle, size: number): Promise<string> {
  if (size === 0) return '';
  const from = Math.max(0, size - 2);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2), position: from });
  const end = buffer.toString('latin1', 0, bytesRead);
  if (end === '\n\n') return '';
  return end.endsWith('\n') ? '\n' : '\n\n';
}

/** What cannot be taken back stays, and the message comes a second time: better than not at all. */
async function putBack(file: FileHandle, size: number, written: number): Promise<void> {
  try {
    // Not where somebody who takes no heed of the lock has written behind it.
    if ((await file.stat()).size !== size + written) return;
    await file.truncate(size);
    await file.sync();
  } catch {
    // The first error is the one that is told.
  }
}
