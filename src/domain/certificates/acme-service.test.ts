/** Orders at an authority of the test's own: what is kept, when it is tried again, and what ends it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type CertificateOffice,
  type CertificateOfficeOptions,
  OFFICE_HOSTNAME,
  openCertificateOffice,
} from '../../../test/support/certificate-office.ts';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { createStandInAuthority, type StandInAuthority } from '../../../test/support/stand-in-authority.ts';
import { createTestAuthority } from '../../../test/support/test-certificates.ts';
import { Failure } from '../../base/failure.ts';
import { SYSTEM } from '../access/caller.ts';
import type { Reach } from '../ports/certificate-authority.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let directory: TestDirectory;
let office: CertificateOffice;
let authority: StandInAuthority;
let aheadMs: number;
const clock = { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() };

beforeEach(async () => {
  aheadMs = 0;
  directory = await openTestDirectory();
  authority = createStandInAuthority((token) => office.answers.answer(token));
  authority.nowMs = clock.nowMs;
  await open();
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

async function open(options: Partial<CertificateOfficeOptions> = {}): Promise<void> {
  office = await openCertificateOffice({ ...directory, clock, authority, ...options });
}

/** The same store and sealing key, another process. */
async function reopen(options: Partial<CertificateOfficeOptions> = {}): Promise<void> {
  await office[Symbol.asyncDispose]();
  await open(options);
}

const reaching = (answers: Readonly<Record<string, Reach>>, others: Reach) => async (name: string) =>
  answers[name] ?? others;
const acme = () => office.service.acme;
const orders = () => authority.asked.filter((line) => line.startsWith('order ')).length;

async function start(): Promise<void> {
  await acme().start(SYSTEM, null);
  await acme().settled();
}

async function look(afterMs: number): Promise<void> {
  aheadMs += afterMs;
  await acme().look();
}

test('from the account to the certificate in use', async () => {
  await reopen({ tryReach: reaching({ [OFFICE_HOSTNAME]: { kind: 'reached' } }, { kind: 'no-address' }) });
  await start();
  expect(authority.asked).toEqual([
    'register',
    `order ${OFFICE_HOSTNAME}`,
    `look at ${OFFICE_HOSTNAME}: answer-of-${OFFICE_HOSTNAME}`,
    'finalize',
    'download',
  ]);
  expect(office.serving.source).toBe('acme');
  expect(office.answers.answer(`token-of-${OFFICE_HOSTNAME}`)).toBeNull();
  expect(acme().status().run?.names).toContainEqual(
    expect.objectContaining({ name: 'autoconfig.example.test', state: 'left-out', problem: 'no-address' }),
  );
  // Neither key is in the store as it is.
  const stored = [...(await directory.store.reader().directory.settings()).values()].join('');
  expect(stored).toContain('BEGIN CERTIFICATE');
  expect(stored).not.toContain('PRIVATE KEY');
});

describe('names', () => {
  test('a required one that leads elsewhere ends it before the authority is asked', async () => {
    await reopen({ tryReach: reaching({}, { kind: 'elsewhere', addresses: ['192.0.2.7'] }) });
    await start();
    expect(authority.asked).toEqual(['register']);
    expect(acme().status().run).toMatchObject({
      problem: { reason: 'acme-names', said: OFFICE_HOSTNAME },
      names: expect.arrayContaining([
        { name: OFFICE_HOSTNAME, state: 'failed', problem: 'elsewhere', said: '192.0.2.7' },
      ]),
    });
  });

  test('who does not see himself from outside asks all the same, for names at the same address', async () => {
    const here: Reach = { kind: 'unreachable', addresses: ['192.0.2.1'] };
    const there: Reach = { kind: 'unreachable', addresses: ['192.0.2.2'] };
    const answers = { [OFFICE_HOSTNAME]: here, 'autoconfig.example.test': here };
    await reopen({ tryReach: reaching(answers, there) });
    await start();
    expect(authority.asked).toContain(`order ${OFFICE_HOSTNAME} autoconfig.example.test`);
  });

  test('what the authority says of a name is told', async () => {
    authority.verdict = 'invalid';
    await start();
    expect(office.serving.source).toBe('self-made');
    expect(acme().status().run?.names).toContainEqual(
      ...[{ name: OFFICE_HOSTNAME, state: 'failed', problem: 'refused', said: 'connection refused' }],
    );
    expect(acme().status().record?.order).toBeNull();
  });

  test('a certificate for other names is not used', async () => {
    authority.issuesFor = ['other.example.test'];
    await start();
    expect(office.serving.source).toBe('self-made');
    expect(acme().status().run?.problem?.reason).toBe('acme-answer');
  });
});

describe('failures', () => {
  const refusal = (detail: object) =>
    new Failure('unavailable', 'no', { detail: { said: 'no', names: [], ...detail } });

  test('put the next try off longer and longer; success forgets them', async () => {
    authority.refusal = refusal({ reason: 'acme-refused', retryAfterMs: null });
    await start();
    expect(orders()).toBe(1);
    await look(59 * MINUTE_MS);
    expect(orders()).toBe(1);
    await look(MINUTE_MS);
    expect(orders()).toBe(2);
    await look(119 * MINUTE_MS);
    expect(orders()).toBe(2);
    authority.refusal = null;
    await look(MINUTE_MS);
    expect(orders()).toBe(3);
    expect(acme().status().record).toMatchObject({ failures: 0, nextTryMs: null });
    expect(office.serving.source).toBe('acme');
  });

  test('the authority may ask for more time', async () => {
    authority.refusal = refusal({ reason: 'acme-refused', retryAfterMs: 5 * HOUR_MS });
    await start();
    await look(4 * HOUR_MS);
    expect(orders()).toBe(1);
    await look(HOUR_MS + MINUTE_MS);
    expect(orders()).toBe(2);
  });

  test('what is kept of them outlives the process', async () => {
    authority.refusal = refusal({ reason: 'acme-refused', retryAfterMs: null });
    await start();
    await reopen();
    expect(acme().status().run?.problem).toEqual({ reason: 'acme-refused', said: 'no' });
    await look(59 * MINUTE_MS);
    expect(orders()).toBe(1);
  });

  test('a bug is no word of the authority', async () => {
    authority.refusal = new TypeError('a detail of the program');
    await start();
    expect(acme().status().run?.problem).toEqual({ reason: 'acme-internal', said: '' });
  });

  test('nobody has it tried twice within a minute', async () => {
    await start();
    expect(() => acme().renew(SYSTEM)).toThrow(expect.objectContaining({ code: 'too-many' }));
    aheadMs += MINUTE_MS;
    acme().renew(SYSTEM);
    await acme().settled();
    expect(orders()).toBe(2);
  });

  test('nor one name more than eight times a day', async () => {
    await start();
    for (let tries = 0; tries < 9; tries++) {
      aheadMs += 2 * MINUTE_MS;
      acme().renew(SYSTEM);
      await acme().settled();
    }
    expect(orders()).toBe(8);
    expect(acme().status().run?.problem?.reason).toBe('acme-too-often');
    aheadMs += DAY_MS;
    acme().renew(SYSTEM);
    await acme().settled();
    expect(orders()).toBe(9);
  });
});

describe('renewal', () => {
  test('in time, and not before', async () => {
    await start();
    const { chain } = office.serving;
    await look(56 * DAY_MS);
    expect(office.serving.chain).toBe(chain);
    await look(4 * DAY_MS + HOUR_MS);
    expect(office.serving.chain).not.toBe(chain);
  });

  test('sooner, where a name is required that it does not have', async () => {
    await start();
    await directory.settings.set(SYSTEM, 'acmeNames', ['post.example.test']);
    await look(HOUR_MS);
    expect(authority.asked.at(-1)).toBe('download');
    expect(orders()).toBe(2);
    await look(HOUR_MS);
    expect(orders()).toBe(2);
  });

  test('nothing is done where it was never asked for, nor where files are named', async () => {
    await look(0);
    await start();
    await reopen({ source: 'files' });
    await look(100 * DAY_MS);
    expect(orders()).toBe(1);
    await expect(acme().start(SYSTEM, null)).rejects.toMatchObject({ detail: { reason: 'certificate-files' } });
  });
});

describe('an end', () => {
  test('stopped: the certificate stays, nothing is renewed, the account is taken up again', async () => {
    await start();
    await acme().stop(SYSTEM);
    await look(100 * DAY_MS);
    expect(orders()).toBe(1);
    expect(office.serving.source).toBe('acme');
    await expect(acme().stop(SYSTEM)).rejects.toMatchObject({ code: 'not-found' });
    await start();
    expect(orders()).toBe(2);
    expect(authority.accountKeys.size).toBe(1);
  });

  test('an upload ends it, and going back to the self-made one as well', async () => {
    const given = await (await createTestAuthority()).issue([OFFICE_HOSTNAME]);
    const upload = (isDryRun: boolean) =>
      office.service.upload(SYSTEM, { chain: given.cert, privateKey: given.key, passphrase: null }, { isDryRun });
    await start();
    expect(await upload(true)).toMatchObject({ source: 'uploaded', description: { names: [OFFICE_HOSTNAME] } });
    expect(office.serving.source).toBe('acme');
    await upload(false);
    expect(office.serving.source).toBe('uploaded');
    expect(acme().status()).toMatchObject({ record: { isOn: false }, nextRenewalMs: null, run: null });
    await office.service.useSelfMade(SYSTEM);
    expect(office.serving.source).toBe('self-made');
    const entries = await directory.store.reader().audit.list({ target: { kind: 'certificate' }, limit: 10 });
    expect(entries.map(({ action }) => action)).toEqual([
      ...['certificate.use-self-made', 'certificate.upload', 'certificate.acme-stop', 'certificate.acme-renew'],
      'certificate.acme-start',
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/PRIVATE|sealed/);
  });

  test('of the process, in the middle: the order is gone on with', async () => {
    const never = Promise.withResolvers<never>();
    const hanging = { ...authority, respond: () => never.promise };
    await reopen({ authority: hanging });
    await acme().start(SYSTEM, null);
    await expect.poll(() => acme().status().record?.order ?? null).not.toBeNull();
    const closing = office[Symbol.asyncDispose]();
    never.reject(new Error('the connection is gone'));
    await closing;
    await open();
    expect(acme().status().record?.order).toMatchObject({ names: expect.arrayContaining([OFFICE_HOSTNAME]) });
    // Not at once: what ended the process may have to do with it.
    await look(0);
    expect(office.serving.source).toBe('self-made');
    await look(MINUTE_MS);
    expect(office.serving.source).toBe('acme');
    expect(orders()).toBe(1);
  });

  test('an order that the authority has given up meanwhile is begun anew, at once', async () => {
    const never = Promise.withResolvers<never>();
    await reopen({ authority: { ...authority, respond: () => never.promise } });
    await acme().start(SYSTEM, null);
    await expect.poll(() => acme().status().record?.order ?? null).not.toBeNull();
    const closing = office[Symbol.asyncDispose]();
    never.reject(new Error('the connection is gone'));
    await closing;
    const { showOrder } = authority;
    let isFirst = true;
    authority.showOrder = async (...asked) => {
      const order = await showOrder(...asked);
      const status = isFirst ? 'invalid' : order.status;
      isFirst = false;
      return { ...order, status };
    };
    await open();
    await look(MINUTE_MS);
    expect(office.serving.source).toBe('acme');
    expect(orders()).toBe(2);
  });

  test('and by who begins anew: what is under way gives way', async () => {
    await start();
    await expect(acme().start(SYSTEM, null)).rejects.toMatchObject({ code: 'too-many' });
    aheadMs += MINUTE_MS;
    acme().renew(SYSTEM);
    aheadMs += MINUTE_MS;
    await start();
    expect(acme().status()).toMatchObject({
      isRunning: false,
      run: { problem: null },
      record: { order: null, failures: 0 },
    });
  });
});

test('who does not reach the whole server has no part in it', async () => {
  await directory.users.create({
    ...{ userId: 'dora', mail: 'dora@example.test', password: 'correct horse battery' },
    ...{ role: 'domain-administrator', roleDomains: ['example.test'] },
  });
  const dora = await directory.caller('dora');
  const { service } = office;
  const given = { chain: '', privateKey: null, passphrase: null };
  for (const attempt of [
    () => service.show(dora),
    () => service.upload(dora, given, { isDryRun: true }),
    () => service.useSelfMade(dora),
    () => acme().terms(dora),
    () => acme().start(dora, null),
    () => acme().stop(dora),
    async () => acme().renew(dora),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'no-permission' });
  }
});
