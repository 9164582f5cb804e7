/** Junk scores of SpamAssassin: the protocol of spamd, version 1.5, as its spamd/PROTOCOL describes it. */
import { Failure } from '../../base/failure.ts';
import type { ContentFilter, FilterAddress, FilterRequest, FilterVerdict } from '../../domain/ports/content-filter.ts';
import { accept } from '../filter-connection/accept.ts';
import { FilterConnection } from '../filter-connection/filter-connection.ts';
import { withDeadline } from '../filter-connection/with-deadline.ts';
import { parseSpamdAnswer, type SpamdAnswer } from './parse-spamd-answer.ts';

export interface SpamdOptions {
  readonly name: string;
  readonly address: FilterAddress;
  /** For the whole of a message. */
  readonly timeoutMs: number;
  /** Messages above it get no score: junk is small, and large ones take very long. */
  readonly maxBytes: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Of a line of the header field that says what was found. */
const FOLD_AFTER_CHARACTERS = 70;

export function createSpamdFilter({ name, address, timeoutMs, maxBytes }: SpamdOptions): ContentFilter {
  const limits = { connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs), silenceTimeoutMs: timeoutMs };
  return {
    name,
    async examine(request, signal) {
      if (request.sizeBytes > maxBytes) return accept('too large, not looked at');
      return await withDeadline(timeoutMs, signal, async (inTime) => {
        using connection = await FilterConnection.open(address, limits, inTime);
        await sendRequest(connection, request);
        return judge(parseSpamdAnswer(await readAnswer(connection)));
      });
    },
  };
}

async function sendRequest(connection: FilterConnection, request: FilterRequest): Promise<void> {
  await connection.write(Buffer.from(`SYMBOLS SPAMC/1.5\r\nContent-length: ${request.sizeBytes}\r\n\r\n`));
  for await (const chunk of request.message()) {
    if (connection.hasInput) return;
    await connection.write(chunk);
  }
  connection.end();
}

/** All that is said, up to its end. */
async function readAnswer(connection: FilterConnection): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let chunk = await connection.read(); chunk !== null; chunk = await connection.read()) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Failure('unavailable', 'the answer of spamd has no end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

function judge({ score, threshold, rules }: SpamdAnswer): FilterVerdict {
  const found = rules.length === 0 ? 'none' : rules.join(',');
  const verdict = score >= threshold ? 'Yes' : 'No';
  const value = fold(`${verdict}, score=${score.toFixed(1)} required=${threshold.toFixed(1)} tests=${found}`);
  return accept(found, {
    score,
    headers: [{ kind: 'add', name: 'X-Spam-Status', value, index: 0 }],
  });
}

/** Between the names of the rules. RFC 5322 section 2.2.3 */
function fold(value: string): string {
  let width = 0;
  return value.replace(/[^,]+,?/g, (piece) => {
    width += piece.length;
    if (width <= FOLD_AFTER_CHARACTERS || width === piece.length) return piece;
    width = piece.length;
    return `\r\n\t${piece}`;
  });
}
