/** What is sent in the clear behind STARTTLS must not be taken for what comes inside TLS: CVE-2011-0411. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice'] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

// SMTP refuses a client that does not wait for the reply, and lets it go.
const DIALOGUES = [
  ['smtp', 'STARTTLS', 'RSET', '554 5.5.0 ', 'RSET', null],
  ['submission', 'STARTTLS', 'RSET', '554 5.5.0 ', 'RSET', null],
  ['imap', 'a STARTTLS', 'x NOOP', 'a OK ', 'b NOOP', 'b OK '],
  ['pop3', 'STLS', 'NOOP', '+OK ', 'CAPA', '+OK '],
] as const;

describe.each(DIALOGUES)('%s', (service, start, injection, reply, command, answer) => {
  test.each([
    ['a command', `${injection}\r\n`],
    ['itself', `${start}\r\n`],
    ['half a command', injection.slice(0, 3)],
    ['a NUL', '\0'],
  ])('%s behind it', async (_, injected) => {
    using client = await RawClient.open(server.ports[service]);
    await client.line();
    if (start === 'STARTTLS') {
      let line = await client.ask('EHLO client.example.org');
      while (line.startsWith('250-')) line = await client.line();
    }
    client.send(`${start}\r\n${injected}`);
    const said = await client.line();
    expect(said.slice(0, reply.length)).toBe(reply);
    if (answer === null) return expect(await client.rest()).toBe('');
    await client.startTls();
    // The first answer inside TLS is that to the first command inside TLS.
    expect((await client.ask(command)).slice(0, answer.length)).toBe(answer);
  });
});
