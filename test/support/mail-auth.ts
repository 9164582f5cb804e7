/** Verifying and signing with keys of a test, and messages for it. */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { dkimRecord, makeDkimKey } from '../../src/domain/authentication/make-dkim-key.ts';
import type { MailAuth, SigningKey, VerifyFindings, VerifyRequest } from '../../src/domain/ports/mail-auth.ts';
import { createMailAuth, type MailAuthDeps } from '../../src/gateways/mail-auth/mail-auth.ts';
import { ZoneNames } from './zone-names.ts';

// As in store.ts: threads that strip types.
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');

export interface TestMailAuth extends AsyncDisposable {
  readonly auth: MailAuth;
  readonly names: ZoneNames;
  /** Makes a key and publishes its record. */
  addKey(domain: string, selector: string, algorithm?: SigningKey['algorithm']): Promise<SigningKey>;
  verify(message: string, request?: Partial<VerifyRequest>): Promise<VerifyFindings>;
}

export function startMailAuth(
  options: Partial<ReturnType<MailAuthDeps['options']>> = {},
  more: Partial<MailAuthDeps> = {},
): TestMailAuth {
  const names = new ZoneNames();
  const auth = createMailAuth({
    names,
    clock: systemClock,
    log: silentLogger,
    options: () => ({ timeoutMs: 20_000, signatureLifetimeMs: 7 * 86_400_000, ...options }),
    ...more,
  });
  return {
    auth,
    names,
    async addKey(domain, selector, algorithm = 'ed25519-sha256') {
      const { privateKey, publicKey } = await makeDkimKey(algorithm);
      names.set('TXT', `${selector}._domainkey.${domain}`, dkimRecord({ algorithm, publicKey }));
      return { domain, selector, algorithm, privateKey };
    },
    verify: (message, request = {}) =>
      auth.verify(
        {
          clientAddress: '192.0.2.1',
          heloName: 'mx.example.com',
          sender: 'alice@example.com',
          hostname: 'mx.example.org',
          message: octetsOf(message),
          ...request,
        },
        new AbortController().signal,
      ),
    [Symbol.asyncDispose]: () => auth[Symbol.asyncDispose](),
  };
}

/** The octets of a byte string, in chunks. */
export function octetsOf(text: string, size = 65_536): () => AsyncIterable<Uint8Array> {
  return async function* () {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
}

/** A signature with tags as a test wants them, simple/simple, by a key of so many bits; the record is published. */
export function signOddly(
  names: ZoneNames,
  message: string,
  tags: Readonly<Record<string, string>>,
  { bits = 2048, coveredBody = null as string | null, selector = 'odd' } = {},
): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const info = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  names.set('TXT', `${selector}._domainkey.example.com`, `v=DKIM1; k=rsa; p=${info}`);
  const [header = '', body = ''] = message.split(/\r\n\r\n([^]*)/);
  const from = /^From:.*\r\n/m.exec(`${header}\r\n`)?.[0] ?? '';
  const bodyHash = createHash('sha256')
    .update(coveredBody ?? body, 'latin1')
    .digest('base64');
  const all = {
    v: '1',
    a: 'rsa-sha256',
    c: 'simple/simple',
    d: 'example.com',
    s: selector,
    h: 'From',
    ...tags,
    bh: bodyHash,
  };
  const list = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  const unsigned = `DKIM-Signature: ${list.join('; ')}; b=`;
  const value = sign(
    'sha256',
    Buffer.from(from + unsigned, 'latin1'),
    createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  );
  return `${unsigned}${value.toString('base64')}\r\n`;
}
