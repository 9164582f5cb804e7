/** A client that ends its side while its message is looked at: nobody waits for the answer, and it will send it again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectClient, type Office, openOffice, type SmtpTestClient } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let listeners: Record<'mx' | 'lmtp', TestListener>;
let begun: number;
let aborted: number;
let letFinish: () => void;
let refusals: string[];

beforeAll(async () => {
  office = await openOffice({
    delivery: {
      filters: {
        isEmpty: false,
        givesBack: false,
        run: async (_request, signal) => {
          begun += 1;
          const finished = Promise.withResolvers<void>();
          letFinish = finished.resolve;
          signal.addEventListener('abort', () => finished.reject(signal.reason));
          await finished.promise.catch((error: unknown) => {
            aborted += 1;
            throw error;
          });
          return { kind: 'reject', code: 550, status: '5.7.1', text: 'looked at', filter: 'f' };
        },
      },
      trace: {
        add: (_id, kind, facts) => void (kind === 'refused' && refusals.push(`${'reason' in facts && facts.reason}`)),
      },
    },
  });
  listeners = { mx: await office.listen('mx'), lmtp: await office.listen('lmtp') };
});
beforeEach(() => {
  begun = 0;
  aborted = 0;
  refusals = [];
});
afterAll(async () => {
  for (const listener of Object.values(listeners)) await listener[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

async function begin(service: 'mx' | 'lmtp'): Promise<SmtpTestClient> {
  const client = await connectClient(listeners[service], service === 'lmtp' ? 'LHLO x' : 'EHLO x');
  for (const line of ['MAIL FROM:<a@example.org>', 'RCPT TO:<bob@example.test>']) await client.ask(line);
  return client;
}

describe.each(['mx', 'lmtp'] as const)('%s', (service) => {
  test.each([
    ['ends its side', (client: SmtpTestClient) => client.raw.end()],
    ['breaks off', (client: SmtpTestClient) => client.raw.socket.resetAndDestroy()],
  ])('a client that %s', async (_, leave) => {
    using client = await begin(service);
    await client.ask('DATA');
    client.send('Subject: x\r\n\r\ny\r\n.\r\n');
    await expect.poll(() => begun).toBe(1);
    leave(client);
    await expect.poll(() => aborted).toBe(1);
    await expect.poll(() => refusals).toEqual([expect.stringMatching(/^451 4\.4\.2 The connection was closed before/)]);
  });

  test('one that has ended its side with the last of its message', async () => {
    using client = await begin(service);
    await client.ask('DATA');
    client.raw.socket.end('Subject: x\r\n\r\ny\r\n.\r\n');
    await expect.poll(() => aborted).toBe(1);
    expect(await client.raw.rest()).toMatch(/^451 4\.4\.2 /);
  });

  test('the same by BDAT', async () => {
    using client = await begin(service);
    client.send('BDAT 3 LAST\r\ny\r\n');
    await expect.poll(() => begun).toBe(1);
    client.raw.end();
    await expect.poll(() => aborted).toBe(1);
  });

  test('one that has said QUIT already waits for its answers', async () => {
    using client = await begin(service);
    await client.ask('DATA');
    client.raw.socket.end('Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n');
    await expect.poll(() => begun).toBe(1);
    letFinish();
    expect(await client.raw.rest()).toMatch(/^550 5\.7\.1 looked at .*\r\n221 /);
    expect(aborted).toBe(0);
  });
});
