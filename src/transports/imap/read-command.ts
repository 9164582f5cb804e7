/** Takes one command from the connection, within limits: lines, and literals but for the messages of APPEND. */
import { Buffer } from 'node:buffer';
import { isFailure } from '../../base/failure.ts';
import type { LiteralHeader } from '../../wire/imap/command.ts';
import { CommandAssembler, readLiteralHeader, readTag } from '../../wire/imap/command-assembler.ts';
import { LIMITS_BEFORE_SIGN_IN, LIMITS_SIGNED_IN } from '../../wire/imap/limits.ts';
import type { Connection } from '../net/connection.ts';

export type Incoming =
  | {
      readonly kind: 'command';
      readonly text: string;
      /** APPEND's message, which comes next; or would, where it is not asked for. */
      readonly literal: LiteralHeader | null;
    }
  /** Not taken, and passed over: the next command can follow. */
  | { readonly kind: 'refused'; readonly tag: string | null; readonly reason: string }
  /** Not taken, and where the next command begins is not known. */
  | { readonly kind: 'lost'; readonly tag: string | null; readonly reason: string };

/** Octets of literals that are too large and come all the same, and are passed over. RFC 7888 section 4 */
const MAX_DISCARDED_BYTES = 1024 * 1024;
const TAG_BYTES = 200;

/** Throws ConnectionClosed. */
export async function readCommand(connection: Connection, isSignedIn: boolean): Promise<Incoming> {
  const assembler = new CommandAssembler(isSignedIn ? LIMITS_SIGNED_IN : LIMITS_BEFORE_SIGN_IN);
  let discardable = isSignedIn ? MAX_DISCARDED_BYTES : 0;
  for (;;) {
    const maxBytes = assembler.maxLineBytes;
    let line: Uint8Array;
    try {
      line = connection.takeLine(maxBytes) ?? (await connection.readLine(maxBytes));
    } catch (error) {
      if (!isFailure(error, 'too-large')) throw error;
      const start = await connection.read(TAG_BYTES);
      const tag = readTag(Buffer.from(start).toString('latin1'));
      return { kind: 'lost', tag, reason: 'Command line too long' };
    }
    const step = assembler.line(line);
    switch (step.kind) {
      case 'complete':
        return { kind: 'command', text: step.text, literal: null };
      case 'message':
        return { kind: 'command', text: step.text, literal: readLiteralHeader(step.text) };
      case 'discarded':
        return { kind: 'refused', tag: step.tag, reason: 'Literal too large' };
      case 'literal':
        if (!step.header.isNonSynchronizing) connection.write('+ Ready for literal data\r\n');
        assembler.literal(await readExactly(connection, step.header.sizeBytes));
        break;
      case 'too-large': {
        const { isNonSynchronizing, sizeBytes } = step.header;
        if (!isNonSynchronizing) return { kind: 'refused', tag: step.tag, reason: 'Literal too large' };
        if (sizeBytes > discardable) return { kind: 'lost', tag: step.tag, reason: 'Literal too large' };
        discardable -= sizeBytes;
        assembler.discard();
        await discardBytes(connection, sizeBytes);
      }
    }
  }
}

async function readExactly(connection: Connection, sizeBytes: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(sizeBytes);
  for (let at = 0; at < sizeBytes; ) {
    const chunk = await connection.read(sizeBytes - at);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const CHUNK_BYTES = 64 * 1024;

/** Reads and forgets. Throws ConnectionClosed. */
async function discardBytes(connection: Connection, sizeBytes: number): Promise<void> {
  for (let left = sizeBytes; left > 0; ) left -= (await connection.read(Math.min(left, CHUNK_BYTES))).length;
}

/**
 * Passes over the rest of a command that was refused within a literal: its octets, the line behind it, and what other
 * literals come without being asked for. False when that is more than allowed. RFC 7888 section 4
 *
 * @param owedBytes octets of the literal that are still to come.
 */
export async function passOverLiterals(connection: Connection, owedBytes: number, maxBytes: number): Promise<boolean> {
  let owed = owedBytes;
  for (let budget = maxBytes; ; ) {
    budget -= owed;
    if (budget < 0) return false;
    await discardBytes(connection, owed);
    let line: Uint8Array;
    try {
      line = await connection.readLine(LIMITS_SIGNED_IN.lineBytes);
    } catch (error) {
      if (isFailure(error, 'too-large')) return false;
      throw error;
    }
    budget -= line.length;
    const header = readLiteralHeader(toText(line));
    if (header === null || !header.isNonSynchronizing) return true;
    owed = header.sizeBytes;
  }
}

/** A line without its end. */
export function toText(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength)
    .toString('latin1')
    .replace(/\r?\n$/, '');
}
