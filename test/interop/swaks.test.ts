import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram, tryProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob', 'carol');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const VERIFIED = () => ['--tls-verify', '--tls-ca-path', office.authorityFile];
const SIGN_IN = ['--auth-user', 'alice', '--auth-password', TEST_PASSWORD, '--from', 'alice@example.test'];

/** The dialogue as swaks shows it; it ends with an error when the server refuses anything. */
async function swaks(context: TestContext, port: number, ...args: string[]): Promise<string> {
  const path = await requirePeer(context, 'swaks');
  return runProgram(path, ['--server', '127.0.0.1', '--port', String(port), ...args], office);
}

const lastOf = async (userId: string) => (await office.messages(userId)).at(-1) ?? '';

describe('port 25', () => {
  const envelope = ['--from', 'a@example.org', '--to', 'bob@example.test'];

  test('in the clear', async (context) => {
    await swaks(context, office.ports.smtp, ...envelope, '--header', 'Subject: clear');
    expect(await lastOf('bob')).toMatch(/ with ESMTP id [\s\S]*\nSubject: clear\r\n/);
  });

  test('STARTTLS, pipelined', async (context) => {
    await swaks(context, office.ports.smtp, ...envelope, '--tls', ...VERIFIED(), '--pipeline');
    expect(await lastOf('bob')).toContain(' with ESMTPS id ');
  });

  test('HELO', async (context) => {
    await swaks(context, office.ports.smtp, ...envelope, '--protocol', 'SMTP');
    expect(await lastOf('bob')).toContain(' with SMTP id ');
  });

  test('no relay, and an unknown user', async (context) => {
    const path = await requirePeer(context, 'swaks');
    for (const [to, reply] of [
      ['x@example.org', '<** 550 5.7.1'],
      ['nobody@example.test', '<** 550 5.1.1'],
    ] as const) {
      const args = ['--server', '127.0.0.1', '--port', String(office.ports.smtp), '--from', 'a@example.org'];
      const { code, stdout } = await tryProgram(path, [...args, '--to', to], office);
      expect(code).not.toBe(0);
      expect(stdout).toContain(reply);
    }
  });
});

describe('submission', () => {
  const to = ['--to', 'bob@example.test,carol@example.test'];

  test.for(['PLAIN', 'LOGIN'])('587, STARTTLS and %s', async (mechanism, context) => {
    const args = ['--tls', ...VERIFIED(), '--auth', mechanism, ...SIGN_IN, ...to];
    await swaks(context, office.ports.submission, ...args);
    expect(await lastOf('bob')).toContain(' with ESMTPSA id ');
    expect(await lastOf('carol')).toBe(await lastOf('bob'));
  });

  test.for(['PLAIN', 'LOGIN'])('465 and %s, pipelined', async (mechanism, context) => {
    const args = ['--tls-on-connect', ...VERIFIED(), '--auth', mechanism, '--pipeline', ...SIGN_IN, ...to];
    await swaks(context, office.ports.submissions, ...args);
    expect(await lastOf('bob')).toContain(' with ESMTPSA id ');
  });

  test('a wrong password, and an authority that nobody knows', async (context) => {
    const path = await requirePeer(context, 'swaks');
    const args = ['--server', '127.0.0.1', '--port', String(office.ports.submissions), '--tls-on-connect', ...to];
    const wrong = ['--auth', 'PLAIN', '--auth-user', 'alice', '--auth-password', 'no', '--from', 'alice@example.test'];
    expect((await tryProgram(path, [...args, ...wrong], office)).stdout).toContain('<~* 535 5.7.8');
    expect((await tryProgram(path, [...args, '--tls-verify', ...SIGN_IN], office)).code).not.toBe(0);
  });
});

describe('LMTP', () => {
  const envelope = ['--protocol', 'LMTP', '--from', 'a@example.org', '--to', 'bob@example.test,alice@example.test'];

  test('over the socket: a reply for each recipient', async (context) => {
    const path = await requirePeer(context, 'swaks');
    const dialogue = await runProgram(path, ['--socket', office.server.lmtpSocket, ...envelope], office);
    expect(dialogue.match(/^<- {2}250 2\.0\.0 Ok: queued as \w+/gm)).toHaveLength(2);
    expect(await lastOf('bob')).toContain(' with LMTP id ');
    expect(await lastOf('alice')).toBe(await lastOf('bob'));
  });

  test('over TCP, for trusted networks only', async (context) => {
    await swaks(context, office.ports.lmtp, ...envelope);
    expect(await lastOf('bob')).toContain(' with LMTP id ');
    await office.set('trustedNetworks', '192.0.2.0/24');
    const path = await requirePeer(context, 'swaks');
    const args = ['--server', '127.0.0.1', '--port', String(office.ports.lmtp), ...envelope];
    expect((await tryProgram(path, args, office)).code).not.toBe(0);
  });
});
