/** Text that a command is given as a file, or on standard input. */
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { Failure } from '../base/failure.ts';
import type { CliContext } from './context.ts';

/** Users of the largest office, each with several hundred bytes. */
export const MAX_INPUT_FILE_BYTES = 64 * 1024 * 1024;

/**
 * @param file `-` is standard input.
 * Throws Failure `not-found`, `too-large`, `invalid` (not UTF-8: names in another encoding would be made unreadable for good).
 */
export async function readInputFile(context: CliContext, file: string): Promise<string> {
  if (file === '-') return context.streams.readInput();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const detail = { field: 'csv', reason: 'not-utf-8', file };
    throw new Failure('invalid', `the file ${file} is not UTF-8`, { cause, detail });
  }
}

/** For files that say nothing of their encoding and may be old: what is not UTF-8 is Latin-1. Throws as above. */
export async function readOldFile(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

async function readBytes(file: string): Promise<Buffer> {
  // One byte more than is allowed tells that there are more.
  const bytes = await buffer(createReadStream(file, { end: MAX_INPUT_FILE_BYTES })).catch(
    (cause: NodeJS.ErrnoException) => {
      const detail = { kind: 'input', file, cause: cause.code };
      throw new Failure('not-found', `the file ${file} cannot be read`, { cause, detail });
    },
  );
  if (bytes.length <= MAX_INPUT_FILE_BYTES) return bytes;
  throw new Failure('too-large', `the file ${file} has more than ${MAX_INPUT_FILE_BYTES} bytes`);
}
