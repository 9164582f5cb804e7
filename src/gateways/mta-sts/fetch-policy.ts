/** Gets a policy from the web server of the domain. RFC 8461 section 3.3 */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { Failure } from '../../base/failure.ts';
import { MAX_POLICY_BYTES } from './sts-policy.ts';

export interface FetchOptions {
  /** Where the web server is, in the order to try. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly timeoutMs: number;
  /** Certificates to trust, PEM; undefined for those that Node trusts by itself. */
  readonly authorities: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

export type FetchProblem = 'unreachable' | 'certificate' | 'answer';

/** What went wrong, in the terms that a report needs. */
export class PolicyFetchError extends Failure {
  readonly problem: FetchProblem;

  constructor(problem: FetchProblem, message: string, cause?: unknown) {
    super('unavailable', message, { cause });
    this.problem = problem;
  }
}

/** The text of the policy. Throws PolicyFetchError; rejects with the reason of the signal. */
export async function fetchPolicy(domain: string, options: FetchOptions): Promise<string> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  let last: PolicyFetchError | null = null;
  for (const address of options.addresses.slice(0, MAX_ADDRESSES)) {
    try {
      return await readPolicy(await getFrom(address, domain, options, signal));
    } catch (error) {
      options.signal.throwIfAborted();
      last = toFetchError(error);
      // Another address of the same name has the same certificate and the same answer.
      if (last.problem !== 'unreachable' || deadline.aborted) throw last;
    }
  }
  throw last ?? new PolicyFetchError('unreachable', 'the host of the policy has no address');
}

const MAX_ADDRESSES = 4;
const PATH = '/.well-known/mta-sts.txt';

function getFrom(
  address: string,
  domain: string,
  { port, authorities }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = `mta-sts.${domain}`;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const ca = authorities === undefined ? {} : { ca: [...authorities] };
  // No agent: nothing is kept open, nothing is proxied. Redirects are not followed. RFC 8461 section 3.3
  const headers = { host, accept: 'text/plain', 'accept-encoding': 'identity' };
  request({ host: address, port, path: PATH, servername: host, headers, agent: false, signal, ...ca })
    .on('response', resolve)
    .on('error', reject)
    .end();
  return promise;
}

async function readPolicy(response: IncomingMessage): Promise<string> {
  const { statusCode } = response;
  try {
    if (statusCode !== 200) throw new PolicyFetchError('answer', `the web server answers ${statusCode}`);
    const type = response.headers['content-type'] ?? '';
    if (!/^text\/plain[ \t]*(?:;|$)/i.test(type)) throw new PolicyFetchError('answer', 'the policy is not text/plain');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_POLICY_BYTES) throw new PolicyFetchError('answer', 'the policy is too long');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    response.destroy();
  }
}

function toFetchError(error: unknown): PolicyFetchError {
  if (error instanceof PolicyFetchError) return error;
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const isCertificate = /CERT|SELF_SIGNED|ISSUER|SIGNATURE|ALTNAME|TLS_/.test(code);
  return new PolicyFetchError(isCertificate ? 'certificate' : 'unreachable', error.message, error);
}
