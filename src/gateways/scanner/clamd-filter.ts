/** Virus scanner: speaks with clamd of ClamAV, command INSTREAM as clamd(8) describes it. */
import { Failure } from '../../base/failure.ts';
import type { ContentFilter, FilterAddress, FilterRequest, FilterVerdict } from '../../domain/ports/content-filter.ts';
import { accept } from '../filter-connection/accept.ts';
import { FilterConnection } from '../filter-connection/filter-connection.ts';
import { withDeadline } from '../filter-connection/with-deadline.ts';

export interface ClamdOptions {
  readonly name: string;
  readonly address: FilterAddress;
  /** For the whole of a message. */
  readonly timeoutMs: number;
  readonly onInfected: 'reject' | 'quarantine';
  /** Messages above it are not scanned: not more than StreamMaxLength of clamd. */
  readonly maxBytes: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CHUNK_BYTES = 64 * 1024;
const MAX_ANSWER_BYTES = 4096;
const MAX_NAME_CHARACTERS = 100;
const NOT_SCANNED = 'too large, not scanned';

export function createClamdFilter(options: ClamdOptions): ContentFilter {
  const { name, address, timeoutMs, maxBytes } = options;
  const limits = { connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs), silenceTimeoutMs: timeoutMs };
  return {
    name,
    async examine(request, signal) {
      if (request.sizeBytes > maxBytes) return accept(NOT_SCANNED);
      return await withDeadline(timeoutMs, signal, async (inTime) => {
        using connection = await FilterConnection.open(address, limits, inTime);
        await sendMessage(connection, request);
        return judge(await readAnswer(connection), options);
      });
    },
  };
}

/** Chunks of a length in network order and their octets; a chunk of no octets is the end. */
async function sendMessage(connection: FilterConnection, request: FilterRequest): Promise<void> {
  await connection.write(Buffer.from('zINSTREAM\0'));
  for await (const bytes of request.message()) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      // An answer before the end: clamd has stopped reading, mostly because of its StreamMaxLength.
      if (connection.hasInput) return;
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      await connection.write(lengthOf(chunk.length));
      await connection.write(chunk);
    }
  }
  await connection.write(lengthOf(0));
}

function lengthOf(bytes: number): Uint8Array {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(bytes);
  return field;
}

/** Up to the NUL that ends it. */
async function readAnswer(connection: FilterConnection): Promise<string> {
  const parts: Uint8Array[] = [];
  for (let bytes = 0; bytes <= MAX_ANSWER_BYTES; ) {
    const chunk = await connection.read();
    if (chunk === null) throw new Failure('unavailable', 'clamd hung up without an answer');
    const end = chunk.indexOf(0);
    parts.push(end < 0 ? chunk : chunk.subarray(0, end));
    if (end >= 0) return Buffer.concat(parts).toString('utf8');
    bytes += chunk.length;
  }
  throw new Failure('unavailable', 'the answer of clamd has no end');
}

function judge(answer: string, { onInfected }: ClamdOptions): FilterVerdict {
  if (answer === 'stream: OK') return accept('clean');
  if (answer === 'INSTREAM size limit exceeded. ERROR') return accept(NOT_SCANNED);
  const found = /^stream: (.+) FOUND$/s.exec(answer)?.[1];
  if (found === undefined) throw new Failure('unavailable', `clamd answers ${JSON.stringify(answer.slice(0, 200))}`);
  const what = found.replace(/[^\x21-\x7e]/g, '?').slice(0, MAX_NAME_CHARACTERS);
  if (onInfected === 'quarantine') return { kind: 'quarantine', reason: what };
  return { kind: 'reject', code: 554, status: '5.7.1', text: `message refused, it contains ${what}` };
}
