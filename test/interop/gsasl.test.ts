/** SCRAM as GNU SASL reads RFC 5802, RFC 7677 and RFC 9266, over IMAP and submission. */
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

type Protocol = 'imap' | 'smtp';

async function signIn(context: TestContext, protocol: Protocol, args: readonly string[], password = TEST_PASSWORD) {
  const path = await requirePeer(context, 'gsasl');
  const port = protocol === 'imap' ? office.ports.imap : office.ports.submission;
  const target = [`--${protocol}`, `--connect=localhost:${port}`, `--x509-ca-file=${office.authorityFile}`];
  const user = ['--authentication-id=alice', `--password=${password}`];
  const all = ['--client', '--verbose', ...target, ...user, ...args];
  const { code, stdout, stderr } = await tryProgram(path, all, office);
  return { code, said: stdout + stderr };
}

const MECHANISMS = [
  ['PLAIN'],
  ['LOGIN'],
  ['SCRAM-SHA-256', '--no-cb'],
  ['SCRAM-SHA-256', '--no-cb', '--priority=NORMAL:-VERS-TLS1.3'],
  // Bound to the TLS connection: RFC 9266 section 3.
  ['SCRAM-SHA-256-PLUS'],
] as const;

describe.each(['imap', 'smtp'] as const)('%s', (protocol) => {
  for (const args of MECHANISMS) {
    test(args.join(' '), async (context) => {
      const right = await signIn(context, protocol, ['--mechanism', ...args]);
      expect(right, right.said).toMatchObject({ code: 0 });
      expect(right.said).toContain('TLS session info: (TLS1.');
      const wrong = await signIn(context, protocol, ['--mechanism', ...args], 'wrong');
      expect(wrong.code, wrong.said).not.toBe(0);
      expect(wrong.said).toMatch(protocol === 'imap' ? /NO \[AUTHENTICATIONFAILED\]/ : /535 5\.7\.8/);
    });
  }

  test('acting as another user is not allowed', async (context) => {
    const { code, said } = await signIn(context, protocol, [
      ...['--mechanism', 'SCRAM-SHA-256-PLUS'],
      '--authorization-id=bob',
    ]);
    expect(code).not.toBe(0);
    expect(said).toMatch(protocol === 'imap' ? /NO \[AUTHORIZATIONFAILED\]/ : /535 5\.7\.8/);
  });
});
