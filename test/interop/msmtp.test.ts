import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram, tryProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function settings(service: 'submission' | 'submissions', mechanism: string, authority: string) {
  const lines = [
    'account default',
    'host localhost',
    `port ${office.ports[service]}`,
    'tls on',
    `tls_starttls ${service === 'submission' ? 'on' : 'off'}`,
    `tls_trust_file ${authority}`,
    `auth ${mechanism}`,
    'user alice',
    `passwordeval printf '%s' '${TEST_PASSWORD}'`,
    'from alice@example.test',
  ];
  return office.write('msmtprc', `${lines.join('\n')}\n`);
}

test.for([
  ['submission', 'plain'],
  ['submission', 'scram-sha-256'],
  ['submissions', 'login'],
  ['submissions', 'scram-sha-256'],
] as const)('%s with %s', async ([service, mechanism], context) => {
  const path = await requirePeer(context, 'msmtp');
  const { stdout } = await tryProgram(path, ['--version'], office);
  if (!stdout.split(/\s+/).includes(mechanism)) return context.skip(`this msmtp knows no ${mechanism}`);
  const file = await settings(service, mechanism, office.authorityFile);
  const subject = `${service} ${mechanism}`;
  const input = `From: alice@example.test\nSubject: ${subject}\n\n.leading dot\n..\n.\nno final line end`;
  await runProgram(path, ['-C', file, '--', 'bob@example.test'], { ...office, input });
  const [last = ''] = (await office.messages('bob')).slice(-1);
  expect(last).toContain(' with ESMTPSA id ');
  expect(last.endsWith(`Subject: ${subject}\r\n\r\n.leading dot\r\n..\r\n.\r\nno final line end\r\n`)).toBe(true);
});

test('an authority that nobody knows, and a recipient that is not there', async (context) => {
  const path = await requirePeer(context, 'msmtp');
  const nobody = await settings('submission', 'plain', '/dev/null');
  const input = 'Subject: x\n\nx\n';
  expect((await tryProgram(path, ['-C', nobody, 'bob@example.test'], { ...office, input })).code).not.toBe(0);
  const file = await settings('submission', 'plain', office.authorityFile);
  const { stderr } = await tryProgram(path, ['-C', file, 'nobody@example.test'], { ...office, input });
  expect(stderr).toContain('550 5.1.1');
});
