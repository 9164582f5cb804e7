/** DKIM and ARC of one message by mailauth, within bounds that it does not set itself. Runs in the thread. */
import { once } from 'node:events';
import { arc } from 'mailauth/lib/arc/index.js';
import {
  type BodyHasher,
  DkimVerifier,
  type Resolver,
  type SignatureField,
  type SignatureResult,
} from 'mailauth/lib/dkim/dkim-verifier.js';
import type { ArcFinding, AuthResult, DkimFinding } from '../../../domain/ports/mail-auth.ts';
import { BodyHash } from '../dkim/body-hash.ts';

export const SIGNATURE_LIMITS = {
  /** DKIM signatures of one message that are looked at. */
  signatures: 10,
  /** Names in `h=` of one signature: more would take time without end. */
  signedNames: 1000,
  /** RFC 8301 section 3.2 */
  minKeyBits: 1024,
} as const;

export interface SignatureFindings {
  readonly dkim: readonly DkimFinding[];
  readonly arc: ArcFinding;
}

export class SignatureCheck {
  readonly #verifier: BoundedVerifier;
  readonly #resolver: Resolver;
  #dnsFailures = 0;

  constructor(resolver: Resolver, nowMs: number) {
    this.#resolver = async (name, type) => {
      try {
        return await resolver(name, type);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ESERVFAIL') this.#dnsFailures += 1;
        throw error;
      }
    };
    this.#verifier = new BoundedVerifier({
      resolver: this.#resolver,
      minBitLength: SIGNATURE_LIMITS.minKeyBits,
      strict: true,
      curTime: new Date(nowMs),
    });
  }

  async push(chunk: Uint8Array): Promise<void> {
    if (!this.#verifier.write(chunk)) await once(this.#verifier, 'drain');
  }

  async finish(): Promise<SignatureFindings> {
    this.#verifier.end();
    await once(this.#verifier, 'finish');
    const found = this.#verifier.results.filter(({ status }) => status.result !== 'none');
    return { dkim: found.map(toFinding), arc: await this.#checkChain() };
  }

  async #checkChain(): Promise<ArcFinding> {
    const { chain } = this.#verifier.arc;
    const outcome = await arc(this.#verifier.arc, {
      resolver: this.#resolver,
      minBitLength: SIGNATURE_LIMITS.minKeyBits,
      strict: true,
    });
    const last = chain === false ? undefined : chain?.at(-1);
    const isUnknown = outcome.status.result === 'fail' && this.#dnsFailures > 0;
    return {
      result: isUnknown ? 'temperror' : (outcome.status.result as AuthResult),
      instances: last?.i ?? 0,
      sealDomain: nameOf(last?.['arc-seal'].parsed?.['d']?.value),
      comment: outcome.status.result === 'fail' ? (outcome.status.comment ?? '') : '',
      ...sealedDmarc(outcome.authenticationResults?.dmarc?.result),
    };
  }
}

class BoundedVerifier extends DkimVerifier {
  #signatures = 0;

  override prepareSignature(field: SignatureField): void {
    if (field.type === 'DKIM' && ++this.#signatures > SIGNATURE_LIMITS.signatures) {
      field.skip = 'too many signatures';
      return;
    }
    const names = field.parsed?.['h']?.value;
    if (typeof names === 'string' && countOf(names, ':') >= SIGNATURE_LIMITS.signedNames) {
      field.skip = 'too many header fields';
      return;
    }
    super.prepareSignature(field);
    this.#askForKey(field);
  }

  /**
   * All keys are asked for at once: one after the other, a name server that takes its time over the key of one signature
   * would leave none for those behind it, and of these nobody would know whether they hold.
   */
  #askForKey({ type, skip, invalid, signingDomain, selector, hashAlgo }: SignatureField): void {
    if (skip !== undefined || invalid !== undefined) return;
    const { strict, minBitLength } = this;
    // A failure is heard of by whoever needs the key.
    void this.keyCache.get(type, `${selector}._domainkey.${signingDomain}`, minBitLength, { strict, hashAlgo });
  }

  /** Hashers of ours: those of mailauth take quadratic time for long lines. */
  override addBodyHash(form: string, algorithm: string, limit: number | ''): string {
    const key = `${form}:${algorithm}:${limit}`;
    if (!this.bodyHashes.has(key)) this.bodyHashes.set(key, new VerifiedBody(form, algorithm, limit));
    return key;
  }
}

class VerifiedBody extends BodyHash implements BodyHasher {
  hash?: string;
  mimeStructureStart?: number;

  constructor(form: string, algorithm: string, limit: number | '') {
    super(
      form === 'relaxed' ? 'relaxed' : 'simple',
      algorithm === 'sha1' ? 'sha1' : 'sha256',
      limit === '' ? undefined : limit,
    );
  }

  setContentType(): void {}

  getMimeStructureStart(): number {
    return 0;
  }
}

function toFinding({ signingDomain = '', selector = '', algo = '', status }: SignatureResult): DkimFinding {
  const comment = status.comment === undefined || status.comment === false ? '' : status.comment;
  return {
    // What is signed as it should be, and still not good enough for us: RFC 8601 section 2.7.1.
    ...(status.result === 'pass' && (status.underSized ?? 0) > 0
      ? { result: 'policy' as const, comment: 'part of the body is not signed' }
      : comment === 'expired'
        ? { result: 'policy' as const, comment }
        : { result: status.result as AuthResult, comment }),
    domain: nameOf(signingDomain),
    selector: nameOf(selector),
    algorithm: /^[a-z0-9-]{1,40}$/i.test(algo) ? algo.toLowerCase() : '',
  };
}

const DMARC_RESULTS: readonly unknown[] = ['none', 'pass', 'fail', 'temperror', 'permerror'] satisfies AuthResult[];

function sealedDmarc(value: unknown): { readonly sealedDmarc?: AuthResult } {
  return DMARC_RESULTS.includes(value) ? { sealedDmarc: value as AuthResult } : {};
}

/** What cannot be a name in DNS is not repeated. */
function nameOf(value: unknown): string {
  const text = typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : '';
  return /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/.test(text) ? text : '';
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
