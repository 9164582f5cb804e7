/** Mail that does not simply arrive, for tests of what is seen of it: it waits, or a scanner had it kept aside. */
import { createServer } from 'node:net';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { RawClient } from './raw-client.ts';
import type { TestServer } from './server.ts';
import { SmtpTestClient } from './smtp-office.ts';
import { type StandInFilter, startStandInFilter } from './stand-in-filter.ts';

/** Each line of a message that the stand-in scanner finds something in. */
export const INFECTED = 'this stands for a virus';
const SIGNATURE = 'Test-Signature';

/** Mail for example.org goes where nobody answers, and devices of this machine may send to everybody. */
export async function holdUpMail({ admin }: TestServer): Promise<void> {
  const port = await closedPort();
  const route = { host: '127.0.0.1', port, tls: 'none' } as const;
  await admin.call(ENDPOINTS['route.set'], { path: { pattern: 'example.org' }, body: route });
  const value = ['127.0.0.0/8'];
  await admin.call(ENDPOINTS['settings.set'], { path: { name: 'submissionFrom' }, body: { value } });
}

/** Sends a message by SMTP; returns its queue id. */
export async function sendMail(
  { ports }: TestServer,
  message: { readonly from: string; readonly to: string; readonly subject: string; readonly text?: string },
): Promise<string> {
  using client = new SmtpTestClient(await RawClient.open(ports.smtp));
  await client.reply();
  await client.ask('EHLO client.example.org');
  const header = [`From: <${message.from}>`, `To: <${message.to}>`, `Subject: ${message.subject}`];
  const reply = await client.deliver([...header, '', message.text ?? 'text'].join('\r\n'), [message.to], message.from);
  const [, queueId] = /\b([A-Z0-9]{12})\)?$/.exec(reply) ?? [];
  if (queueId === undefined) throw new Error(`no queue id: ${reply}`);
  return queueId;
}

/** A scanner that finds what has the line INFECTED; such messages go into quarantine. Protocol: clamd(8), INSTREAM. */
export async function startStandInScanner({ admin }: TestServer): Promise<StandInFilter> {
  const scanner = await startStandInFilter((socket) => {
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      // A chunk of no length ends the message.
      if (!heard.endsWith('\0\0\0\0')) return;
      socket.end(heard.includes(INFECTED) ? `stream: ${SIGNATURE} FOUND\0` : 'stream: OK\0');
    });
  });
  if (scanner.address.kind !== 'unix') throw new Error('the scanner listens elsewhere');
  const value = [`scan clamd ${scanner.address.path} infected=quarantine`];
  await admin.call(ENDPOINTS['settings.set'], { path: { name: 'contentFilters' }, body: { value } });
  return scanner;
}

/** Where connections are refused. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
