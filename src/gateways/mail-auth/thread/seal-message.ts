/** ARC sets: RFC 8617 section 5.1, by mailauth. Runs in the thread. */
import { type ArcSet, createSeal, getARChain } from 'mailauth/lib/arc/index.js';
import { parseHeaders } from 'mailauth/lib/tools.js';
import type { SealRequest } from '../../../domain/ports/mail-auth.ts';
import { BodyHash } from '../dkim/body-hash.ts';
import { MessageSplitter } from '../dkim/message-splitter.ts';

/** Never ARC fields, nor Authentication-Results, nor what the next hops add. RFC 8617 section 4.1.2 */
const SIGNED_FIELDS = [
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'DKIM-Signature',
] as const;

export class MessageSealer {
  readonly #body = new BodyHash('relaxed', 'sha256');
  readonly #splitter = new MessageSplitter((chunk) => this.#body.update(chunk));
  readonly #request: SealRequest;
  readonly #nowMs: number;

  constructor(request: SealRequest, nowMs: number) {
    this.#request = request;
    this.#nowMs = nowMs;
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /** The three fields with line ends; '' where the chain is broken, or as long as it may be. */
  async finish(): Promise<string> {
    const { key, chain, authenticationResults } = this.#request;
    if (chain.result !== 'none' && chain.result !== 'pass') return '';
    const headers = parseHeaders(this.#splitter.section);
    const sets = chain.result === 'none' ? [] : readChain(headers);
    if (sets === null) return '';
    const { headers: fields, errors } = await createSeal(false, {
      headers,
      arc: { chain: sets.length > 0 && sets },
      seal: {
        signingDomain: key.domain,
        selector: key.selector,
        privateKey: key.privateKey,
        algorithm: key.algorithm,
        cv: chain.result,
        authResults: authenticationResults,
        bodyHash: this.#body.digest(),
        headerList: SIGNED_FIELDS,
        signTime: new Date(this.#nowMs),
      },
      strict: true,
    });
    const unusable = errors.find(({ err }) => !isRefusal(err));
    if (unusable !== undefined) throw unusable.err;
    return fields.map((field) => `${field}\r\n`).join('');
  }
}

/** Null where the sets are no chain any more. */
function readChain(headers: unknown): readonly ArcSet[] | null {
  try {
    return getARChain(headers, { strict: true }) || null;
  } catch {
    return null;
  }
}

/** The message cannot be sealed; other errors are of the key. */
function isRefusal(error: NodeJS.ErrnoException): boolean {
  return ['EINVALIDINSTANCE', 'EARCCHAINFAILED', 'EINVALIDCV', 'ENOFROM'].includes(error.code ?? '');
}
