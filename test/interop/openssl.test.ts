/** Which TLS the server speaks, as OpenSSL's own client sees it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TcpListenerName } from '../../src/config/listeners.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

let office: InteropOffice;
let openssl: string;

beforeAll(async () => {
  office = await openInteropOffice();
});
beforeEach(async (context) => {
  openssl = await requirePeer(context, 'openssl');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function shakeHands(service: TcpListenerName, ...args: string[]): Promise<string> {
  const address = ['-connect', `127.0.0.1:${office.ports[service]}`];
  const trust = ['-CAfile', office.authorityFile, '-verify_return_error', '-verify_ip', '127.0.0.1'];
  const { stdout, stderr } = await tryProgram(openssl, ['s_client', ...address, ...trust, ...args], office);
  return stdout + stderr;
}

const SERVICES = [
  ['smtp', '-starttls', 'smtp'],
  ['submission', '-starttls', 'smtp'],
  ['submissions'],
  ['imap', '-starttls', 'imap'],
  ['imaps'],
  ['pop3', '-starttls', 'pop3'],
  ['pop3s'],
] as const;

describe.each(SERVICES)('%s %s %s', (service, ...starttls) => {
  const start = starttls.filter((word) => word !== undefined);

  test.each([
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ])('%s, with a certificate that holds', async (version, name) => {
    const seen = await shakeHands(service, ...start, version);
    expect(seen).toContain('Verify return code: 0 (ok)');
    expect(seen).toMatch(new RegExp(`New, ${name}, Cipher is (TLS_|ECDHE-)`));
  });

  test('not TLS 1.1, and no cipher without forward secrecy', async () => {
    // The client's own level would refuse it before the server is asked.
    const old = await shakeHands(service, ...start, '-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0');
    expect(old).toContain('alert protocol version');
    const weak = await shakeHands(service, ...start, '-tls1_2', '-cipher', 'AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0');
    expect(weak).toContain('alert handshake failure');
  });
});

describe('ALPN: RFC 7301', () => {
  test.each([
    ['imaps', 'imap'],
    ['pop3s', 'pop3'],
  ] as const)('%s', async (service, protocol) => {
    expect(await shakeHands(service, '-alpn', protocol)).toContain(`ALPN protocol: ${protocol}`);
    expect(await shakeHands(service, '-alpn', 'h2,http/1.1')).toContain('alert no application protocol');
  });

  test('a browser is not let in at 465', async () => {
    expect(await shakeHands('submissions', '-alpn', 'http/1.1')).toContain('alert no application protocol');
  });
});
