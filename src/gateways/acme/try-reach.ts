/**
 * Whether a name leads to this server over HTTP, asked as a certificate authority would: RFC 8555 section 8.3. It costs
 * nothing, while authorities count what fails with them.
 */
import { type IncomingMessage, request } from 'node:http';
import type { TryReach } from '../../domain/ports/certificate-authority.ts';
import type { NameService } from '../../domain/ports/name-service.ts';

export interface TryReachDeps {
  readonly names: Pick<NameService, 'addresses'>;
  /** Where authorities ask: 80 with all public ones. */
  readonly port: () => number;
}

const TIMEOUT_MS = 10_000;
const MAX_ADDRESSES = 4;
const MAX_BODY_BYTES = 4096;

/** Redirects are not followed: what we answer has none. */
export function createTryReach({ names, port }: TryReachDeps): TryReach {
  return async (name, token, expected, signal) => {
    const answer = await names.addresses(name, signal);
    if (answer.kind !== 'found') return { kind: 'no-address' };
    const addresses = answer.records.slice(0, MAX_ADDRESSES);
    let isElsewhere = false;
    for (const address of addresses) {
      const found = await ask({ address, port: port(), name, token }, signal);
      if (found === expected) return { kind: 'reached' };
      if (found !== null) isElsewhere = true;
    }
    return { kind: isElsewhere ? 'elsewhere' : 'unreachable', addresses };
  };
}

interface Question {
  readonly address: string;
  readonly port: number;
  readonly name: string;
  readonly token: string;
}

/** Null where nobody answers. */
async function ask({ address, port, name, token }: Question, signal: AbortSignal): Promise<string | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const path = `/.well-known/acme-challenge/${token}`;
  request({ host: address, port, path, headers: { host: name }, agent: false, signal: limit })
    .on('response', resolve)
    .on('error', reject)
    .end();
  try {
    const response = await promise;
    return response.statusCode === 200 ? await readStart(response) : '';
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function readStart(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    if (text.length > MAX_BODY_BYTES) break;
  }
  response.destroy();
  return text.trimEnd();
}
