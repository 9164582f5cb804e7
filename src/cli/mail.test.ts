/** The commands about mail under way, against the management API of a store without listeners. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { type CommandOptions, runCommand } from '../../test/support/command-line.ts';
import { type MailOffice, openMailOffice } from '../../test/support/mail-office.ts';
import { Failure } from '../base/failure.ts';
import { silentLogger } from '../base/log.ts';
import { openAdminSocket } from '../composition/admin-socket.ts';
import { socketPath } from '../config/data-directory.ts';
import { RECEIVED_TOPICS } from '../domain/authentication/reports/receive-reports.ts';
import { messageTo, plainEnvelope } from '../engines/contract/office.ts';
import type { HttpServer } from '../transports/http/server.ts';

const CHANNELS = { listFiles: async () => ['archive'], listPrograms: async () => ['fax'], faultOf: async () => null };

let office: MailOffice;
let folder: string;
let socket: HttpServer;

beforeEach(async () => {
  office = await openMailOffice(CHANNELS);
  folder = await mkdtemp(join(tmpdir(), 'mailroom-cli-'));
  const unused = () => {
    throw new Failure('unavailable', 'not part of this test');
  };
  const server = { status: unused };
  socket = await openAdminSocket(
    { ...office.dependencies, server },
    { path: socketPath(folder, 'admin') },
    silentLogger,
  );
});
afterEach(async () => {
  await socket.close();
  await office[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (words: string | readonly string[], options?: CommandOptions) => runCommand(folder, words, options);

interface Shown {
  readonly messages: readonly { readonly queuedAt: string; readonly expiresAt: string }[];
}

const returnPath = { ...messageTo([]).returnPath, address: 'bob@example.test' };

describe('queue', () => {
  beforeEach(() =>
    office.enqueue(
      messageTo(['a@example.org', 'b@example.com'], { queueId: 'MSG1', returnPath }),
      messageTo(['c@example.org'], { queueId: 'MSG2', heldBecause: 'too much at once' }),
    ),
  );

  test('list and show', async () => {
    const { out } = await run('queue list');
    expect(out).toMatch(/^Queue ID +Size +Queued +Next try +Sender +Recipients +Reason\n/);
    expect(out).toMatch(/MSG1 +\d+ bytes +\S+ +\S+ +bob@example\.test +a@example\.org \+1 +waiting\n/);
    expect(out).toMatch(/MSG2 .* <> +c@example\.org +held: too much at once\n/);
    expect((await run('queue list --held')).out).not.toContain('MSG1');
    expect((await run('queue list --limit 1')).out).not.toContain('MSG2');
    expect(JSON.parse((await run('queue list --json')).out)).toMatchObject({ messages: [{ queueId: 'MSG1' }, {}] });
    expect((await run('queue show MSG1')).out).toMatch(/b@example\.com +example\.com +0/);
    expect(await run('queue show MSG9')).toMatchObject({
      code: 4,
      err: 'Error: There is no message MSG9 in the queue.\n',
    });
    expect((await run('queue lanes')).out).toMatch(/example\.com +1 +0\/\d+/);
  });

  test('hold, release, bounce and delete say how many', async () => {
    expect(await run('queue hold MSG1 --because waiting')).toEqual({ code: 0, out: '1 message is held.\n', err: '' });
    expect((await run('queue show MSG1')).out).toMatch(/\nState: +held: waiting\n/);
    expect((await run('queue release --held')).out).toBe('2 messages go on.\n');
    expect((await run('queue retry --all --json')).out).toBe('{\n  "changed": 2,\n  "missing": []\n}\n');
    expect((await run('queue bounce MSG1')).out).toBe('1 message given back.\n');
    expect((await run('queue delete --lane example.org', { language: 'pl' })).out).toBe('Usunięto 1 wiadomość.\n');
  });

  test.each(['delete', 'bounce', 'hold', 'release', 'retry'])(
    '%s names what is not there, and does the rest',
    async (verb) => {
      expect(await run(`queue ${verb} MSG8 MSG2 MSG9 MSG8`, { language: 'de' })).toEqual({
        ...{ code: 4, out: expect.stringMatching(/1/) },
        err: 'Fehler: In der Warteschlange ist keine Nachricht MSG8.\nFehler: In der Warteschlange ist keine Nachricht MSG9.\n',
      });
      expect(await run(`queue ${verb} MSG9 --json`)).toMatchObject({
        ...{ code: 4, out: '{\n  "changed": 0,\n  "missing": [\n    "MSG9"\n  ]\n}\n' },
        err: expect.stringContaining('"code": "not-found"'),
      });
    },
  );

  test('show tells everything that is known', async () => {
    const envelope = { ...returnPath, envelopeId: 'QQ314', returnContent: 'headers', body: '8bitmime' } as const;
    const message = messageTo(['a@example.org', 'b@example.com'], { queueId: 'MSG3', returnPath: envelope });
    const deliverBy = { atMs: Date.UTC(2030, 0, 1), mode: 'return', isTraced: false } as const;
    const recipients = message.recipients.map((one, index) =>
      index === 0 ? { ...one, notify: [], originalRecipient: 'rfc822;x@example.org' } : one,
    );
    await office.enqueue({ ...message, requiresTls: true, deliverBy, priority: 3, recipients });
    const { out } = await run('queue show MSG3');
    for (const line of [
      /^Queue ID: +MSG3$/m,
      /^State: +waiting$/m,
      /^Sender: +bob@example\.test$/m,
      /^Subject: +the invoice$/m,
      /^Size: +\d+ bytes$/m,
      /^Queued: +20\d\d-/m,
      /^Given up on: +20\d\d-/m,
      /^Deliver by: +2030-01-01T.*; then it is given back$/m,
      /^Origin: +sent by one of ours$/m,
      /^Priority: +3$/m,
      /^Parameters: +BODY=8BITMIME RET=HDRS ENVID=QQ314 REQUIRETLS$/m,
      /^Recipient +Destination +Tries +Next try +Parameters +Last answer$/m,
      /^a@example\.org +example\.org +0 +\S+ +NOTIFY=NEVER ORCPT=rfc822;x@example\.org/m,
    ]) {
      expect(out).toMatch(line);
    }
    const german = (await run('queue show MSG3', { language: 'de' })).out;
    expect(german).toMatch(/^Betreff: +the invoice$/m);
    expect(german).toMatch(/ 01\.01\.30, /);
    const { messages } = JSON.parse((await run('queue show MSG3 --json')).out) as { messages: unknown[] };
    expect(messages).toMatchObject([
      { subject: 'the invoice', expiresAt: expect.any(String), envelope: { envelopeId: 'QQ314', requiresTls: true } },
    ]);
  });

  test('a message that expires after its first try says so', async () => {
    const [shown] = (JSON.parse((await run('queue show MSG2 --json')).out) as Shown).messages;
    const [other] = (JSON.parse((await run('queue show MSG1 --json')).out) as Shown).messages;
    const lifeOf = (one: Shown['messages'][number] | undefined) =>
      Date.parse(one?.expiresAt ?? '') - Date.parse(one?.queuedAt ?? '');
    // A message without a sender is given up sooner.
    expect(lifeOf(shown)).toBeLessThan(lifeOf(other));
  });

  test.each(['queue delete', 'queue delete MSG1 --all', 'queue retry --held --lane example.org'])(
    '%s: nothing is guessed at',
    async (line) => {
      expect(await run(line)).toMatchObject({ code: 2, err: expect.stringContaining('--all') });
      expect(JSON.parse((await run('queue list --json')).out).messages).toHaveLength(2);
    },
  );

  test('mailq prints what sendmail and Postfix print, in every language', async () => {
    const messages = JSON.parse((await run('queue list --json')).out).messages as { sizeBytes: number }[];
    for (const language of LANGUAGES) {
      const lines = (await run('mailq', { language })).out.split('\n');
      expect(lines).toEqual([
        '-Queue ID-    --Size-- ----Arrival Time---- -Sender/Recipient-------',
        expect.stringMatching(/^MSG1 {10}[ \d]{8} {2}(?:[A-Z][a-z]{2} ){2}[ \d]\d \d\d:\d\d:\d\d bob@example\.test$/),
        `${' '.repeat(44)}a@example.org`,
        `${' '.repeat(44)}b@example.com`,
        '',
        expect.stringMatching(/^MSG2! .* MAILER-DAEMON$/),
        '(too much at once)'.padStart(78),
        `${' '.repeat(44)}c@example.org`,
        '',
        `-- ${Math.ceil(((messages[0]?.sizeBytes ?? 0) * 2) / 1024)} Kbytes in 2 Requests.`,
        '',
      ]);
    }
    await run('queue delete --all');
    expect((await run('mailq')).out).toBe('Mail queue is empty\n');
  });
});

test('trace tells the story, in the language of the caller', async () => {
  office.trace.add('MSG1', 'held', { because: 'too\u001b[2J much' }, ['bob@example.test']);
  office.trace.add('MSG1', 'released', { by: 'admin' });
  const { out } = await run('trace bob@example.test --since 1h');
  expect(out.split('\n')).toEqual([
    'MSG1',
    expect.stringMatching(/^ {2}\d{4}-\d\d-\d\dT[\d:]+\S+ Held back: too\ufffd\[2J much$/),
    expect.stringMatching(/ admin released it\.$/),
    '',
  ]);
  expect((await run('trace MSG1', { language: 'fr_FR.UTF-8' })).out).toContain('Retenu : too');
  expect(JSON.parse((await run('trace MSG1 --json')).out)).toMatchObject({
    messages: [{ events: [{ kind: 'held' }, {}] }],
  });
  expect((await run('trace MSG1 --until 2020-01-01')).out).toBe('Nothing is known of such a message.\n');
  expect(await run('trace MSG1 --since soon')).toMatchObject({ code: 2, err: expect.stringContaining('--since') });
});

test('quarantine', async () => {
  const reasons = [{ filter: 'virus', text: 'Eicar' }];
  const id = await office.keep({
    ...plainEnvelope(returnPath.address, ['admin@example.test']),
    ...{ queueId: 'MSG1', clientAddress: '192.0.2.1', reasons },
  });
  expect((await run('quarantine list')).out).toMatch(/MSG1 .*bob@example\.test +admin@example\.test .*virus: Eicar\n/);
  expect((await run(`quarantine show ${id}`)).out).toMatch(/\nX-Folded: one\n {4}two\nSubject: the invoice\n$/);
  expect((await run(`quarantine release ${id}`)).out).toBe('1 message delivered.\n');
  expect(await run(`quarantine delete ${id}`)).toEqual({
    ...{ code: 4, out: '0 messages deleted.\n', err: `Error: There is no message ${id} in quarantine.\n` },
  });
  const { code, out, err } = await run(`quarantine release ${id} 99 --json`);
  expect([code, JSON.parse(out)]).toEqual([4, { changed: 0, missing: [id, 99] }]);
  expect(err.trimEnd().split('\n}\n')).toHaveLength(2);
  expect((await run('quarantine show 1x')).code).toBe(2);
  expect((await run('quarantine show 99')).err).toBe('Error: There is no message 99 in quarantine.\n');
});

test('routes', async () => {
  const set = 'route set * smtp.example.com --user office --password-stdin';
  expect((await run(set, { input: 'correct horse\n' })).out).toBe(
    'Mail for every domain without a route of its own goes to smtp.example.com:587.\n',
  );
  expect((await run('route list')).out).toMatch(/\* +smtp\.example\.com +587 +required +office\n/);
  expect(await run(`${set} --tls opportunistic`, { input: 'x' })).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('--tls required') },
  });
  expect((await run('route set example.org 192.0.2.1 --tls never')).err).toContain('opportunistic');
  expect((await run('route delete *')).out).toBe('The default route is deleted.\n');
  expect((await run('route delete *')).err).toBe('Error: There is no default route.\n');
});

test('domain dns, keys and policy', async () => {
  await run('domain keys example.test rotate');
  expect((await run('domain keys example.test')).out).toMatch(/rsa-sha256 +new, does not sign yet/);
  expect(await run('domain keys example.test renew')).toMatchObject({ code: 2 });
  expect(await run('domain keys example.test rotate')).toMatchObject({
    ...{
      code: 7,
      err: expect.stringMatching(/^Error: DNS does not have these records yet: r\d{8}\._domainkey\.example\.test, e/),
    },
  });
  expect((await run('domain keys example.test rotate --force')).out).toMatch(/rsa-sha256 +signs/);
  const { code, out } = await run('domain dns example.test');
  expect(code).toBe(0);
  expect(out).toContain('; SPF: which servers send mail of the domain.\nexample.test. IN TXT "v=spf1 mx -all"\n');
  expect(out).not.toContain('MISSING');
  expect(out).toMatch(/\nr\d{8}\._domainkey\.example\.test\. IN TXT "v=DKIM1; k=rsa; p=[^"]{237}" "[^"]+"\n/);
  expect(out).toContain('\n_imaps._tcp.example.test. IN SRV 0 1 993 mail.example.test.\n');
  expect(out).not.toContain('sts');
  const checked = await run('domain dns example.test --check');
  expect(checked.out).toContain('; MISSING.\n_imaps._tcp.example.test. IN SRV');
  expect(checked.code).toBe(3);
  expect(checked.out).toContain('\n; MISSING.\n; mail.example.test. IN A (address of this server)\n');
  await run('domain update example.test --add-synonym old.example.test');
  const ofBoth = (await run('domain dns example.test')).out;
  expect(ofBoth.startsWith(out)).toBe(true);
  expect(ofBoth.slice(out.length)).toContain('\nold.example.test. IN MX 10 mail.example.test.\n');
  expect(ofBoth.slice(out.length)).toMatch(/\nr\d{8}\._domainkey\.old\.example\.test\. IN TXT "v=DKIM1; k=rsa;/);
  const missing = (await run('domain dns old.example.test --check')).out;
  expect(missing).toContain('MISSING.\nold.example.test. IN MX');
  expect((await run('domain policy example.test')).out).toMatch(/DMARC +reject\nSPF +junk\n$/);
  expect((await run('domain policy example.test --spf none')).out).toMatch(/DMARC +reject\nSPF +none\n$/);
  expect((await run('domain policy example.test --spf soft')).err).toMatch(
    /^Error: --spf takes one of these values: none, junk, reject\.\n/,
  );
});

test('what is no address is named as such', async () => {
  expect(await run('user forward admin --to nobody')).toMatchObject({
    ...{
      code: 2,
      err: expect.stringMatching(/^Error: “nobody” is no mail address such as alice@example.org \(--to\)\.\n/),
    },
  });
});

test('domain reports', async () => {
  expect((await run('domain reports example.test')).out).toBe('No reports have come.\n');
  const row = { organisation: 'Example\u001b[2J', result: 'certificate-expired', receivingHost: 'mail.example.test' };
  const day = new Date().toISOString().slice(0, 10);
  const tally = { topic: RECEIVED_TOPICS.tls, subject: 'example.test', day, row: JSON.stringify(row) };
  office.observations.tally(tally, 3);
  const { out } = await run('domain reports example.test --days 1');
  expect(out).toContain('Reports from: Example\ufffd[2J\n');
  expect(out).toMatch(
    /TLS: 0 sessions went well, 3 failed\.\nReason .*\ncertificate-expired +mail\.example\.test +3\n$/,
  );
  expect(JSON.parse((await run('domain reports example.test --json')).out)).toMatchObject({ tls: { successes: 0 } });
});

test('user forward and welcome', async () => {
  expect((await run('user forward admin')).out).toBe('Mail of admin stays here.\n');
  expect((await run('user forward admin --to x@example.org --to y@example.org')).out).toBe(
    'Mail of admin goes to x@example.org, y@example.org.\n',
  );
  expect((await run('user forward admin --to x@example.org --keep-copy')).out).toContain('stays here and also');
  expect((await run('user forward admin --to admin@example.test')).err).toContain('in a circle');
  expect((await run('user forward admin --keep-copy')).code).toBe(2);
  expect((await run('user forward admin --off --to x@example.org')).code).toBe(2);
  expect(JSON.parse((await run('user forward admin --json')).out)).toMatchObject({ forwarding: { keepsCopy: true } });
  expect((await run('user forward admin --off')).out).toBe('Mail of admin stays here.\n');
  await run('user welcome admin --add example.org --add Carol@example.com');
  expect((await run('user welcome admin')).out).toBe('Sender\n@example.org\ncarol@example.com\n');
  expect((await run('user welcome admin --remove example.org --remove CAROL@example.com')).out).toBe('Sender\n');
});

test('files and programs as members of an alias', async () => {
  expect((await run('alias channels')).out).toBe('Members\nfile:archive\nprogram:fax\n');
  await run('alias create fax@example.test --owner admin --member program:fax --member file:archive');
  expect((await run('alias show fax@example.test')).out).toContain('program:fax, file:archive');
  expect((await run('alias update fax@example.test --add-member program:sh')).err).toContain('no program sh');
});

test.each(LANGUAGES)('help speaks %s', async (language) => {
  for (const noun of ['queue', 'quarantine', 'route', 'domain', 'user', 'alias']) {
    const { out, code } = await run(`${noun} --help`, { language });
    expect(code).toBe(0);
    expect(out).not.toMatch(/cli\.|undefined/);
  }
});
