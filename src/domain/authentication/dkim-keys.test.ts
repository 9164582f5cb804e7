import { createPrivateKey, createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { FINDINGS } from '../../../test/support/findings.ts';
import { testSettings } from '../../../test/support/test-settings.ts';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { silentLogger } from '../../base/log.ts';
import { SYSTEM } from '../access/caller.ts';
import { createDomains } from '../directory/domains.ts';
import type { MailAuth, SealRequest, SigningKey } from '../ports/mail-auth.ts';
import { createSigning } from './create-signing.ts';
import { createDkimKeys, type DkimKeys } from './dkim-keys.ts';
import { dkimRecord } from './make-dkim-key.ts';
import { rotateDkimKeys } from './rotate-dkim-keys.ts';

const DAY_MS = 86_400_000;
const never = new AbortController().signal;

let office: TestDirectory;
let nowMs: number;
let keys: DkimKeys;

beforeEach(async () => {
  office = await openTestDirectory();
  nowMs = Date.now();
  const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
  keys = createDkimKeys({ store: office.store, box: office.box, clock });
  const { newDomainKeys } = keys;
  await createDomains({ store: office.store, clock, newDomainKeys }).create(SYSTEM, 'example.org');
});
afterEach(() => office[Symbol.asyncDispose]());

const states = async () =>
  (await keys.list('example.org')).map(({ selector, state }) => `${selector[0]} ${state}`).sort();

test('a domain is made with keys that sign', async () => {
  expect(await states()).toEqual(['e active', 'r active']);
  const signing = await keys.signingKeys('example.org');
  const stored = await keys.list('example.org');
  for (const { selector, privateKey } of signing) {
    const key = stored.find((each) => each.selector === selector);
    const info = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
    expect(info.toString('base64').endsWith(key?.publicKey ?? 'none')).toBe(true);
    // The store holds nothing that signs.
    expect(Buffer.from(key?.sealedPrivateKey ?? []).includes('PRIVATE KEY')).toBe(false);
  }
});

test('selectors are days; a second pair of a day has a letter', async () => {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
  await keys.prepare('example.org');
  expect((await keys.list('example.org')).map(({ selector }) => selector).sort()).toEqual(
    [`e${day}`, `e${day}a`, `r${day}`, `r${day}a`].sort(),
  );
});

test('next, active, retired, removed', async () => {
  await keys.prepare('example.org');
  await keys.prepare('example.org');
  expect(await states()).toEqual(['e active', 'e next', 'r active', 'r next']);
  await keys.rotate('example.org');
  expect(await states()).toEqual(['e active', 'e retired', 'r active', 'r retired']);
  await keys.removeRetired('example.org', Date.now() - DAY_MS);
  expect(await states()).toHaveLength(4);
  await keys.removeRetired('example.org', Date.now() + DAY_MS);
  expect(await states()).toEqual(['e active', 'r active']);
});

test('what does not exist', async () => {
  await expect(keys.rotate('example.org')).rejects.toMatchObject({ code: 'not-found' });
  await expect(keys.list('example.com')).rejects.toMatchObject({ code: 'not-found' });
  expect(await keys.signingKeys('example.com')).toEqual([]);
  // Made without keys.
  expect(await keys.signingKeys('example.test')).toEqual([]);
});

describe('the plan', () => {
  const names = new ZoneNames();
  const rotate = (dkimRotationMs = 180 * DAY_MS) =>
    rotateDkimKeys(
      {
        store: office.store,
        keys,
        names,
        settings: testSettings({ dkimRotationMs }),
        hostname: 'mx.example.org',
        clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
        log: silentLogger,
      },
      never,
    );

  test('keys are replaced when they are old, and their successors are in DNS', async () => {
    await rotate();
    nowMs += 100 * DAY_MS;
    await rotate();
    expect(await states()).toEqual(['e active', 'r active']);
    nowMs += 70 * DAY_MS;
    await rotate();
    expect(await states()).toEqual(['e active', 'e next', 'r active', 'r next']);
    nowMs += 20 * DAY_MS;
    await rotate();
    expect(await states()).toEqual(['e active', 'e next', 'r active', 'r next']);
    const next = (await keys.list('example.org')).filter(({ state }) => state === 'next');
    const publish = (key: (typeof next)[number]) =>
      names.set('TXT', `${key.selector}._domainkey.example.org`, dkimRecord(key));
    publish(next[0]);
    await rotate();
    expect(await states()).toEqual(['e active', 'e next', 'r active', 'r next']);
    publish(next[1]);
    await rotate();
    expect(await states()).toEqual(['e active', 'e retired', 'r active', 'r retired']);
    nowMs += 15 * DAY_MS;
    await rotate(0);
    expect(await states()).toEqual(['e active', 'r active']);
  });

  test('never, where it is switched off', async () => {
    nowMs += 1000 * DAY_MS;
    await rotate(0);
    expect(await states()).toEqual(['e active', 'r active']);
  });
});

describe('signing', () => {
  const used: (readonly SigningKey[])[] = [];
  const seals: SealRequest[] = [];
  const mailAuth = {
    sign: (_message, all) => {
      used.push(all);
      return Promise.resolve('signed');
    },
    seal: (_message, request) => {
      seals.push(request);
      return Promise.resolve('sealed');
    },
  } as Partial<MailAuth> as MailAuth;
  const message = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('Subject: lunch\r\n\r\n');
  };

  test('by the keys that are active now', async () => {
    using signing = createSigning({ mailAuth, keys, store: office.store });
    await signing.sign('example.org', message, never);
    await keys.prepare('example.org');
    await keys.rotate('example.org');
    await signing.sign('example.org', message, never);
    await signing.sign('example.com', message, never);
    const [before, after, strange] = used.splice(0).map((all) => all.map(({ selector }) => selector).sort());
    expect(before).toHaveLength(2);
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
    expect(strange).toEqual([]);
  });

  test('a seal repeats what readers were told, by RSA', async () => {
    using signing = createSigning({ mailAuth, keys, store: office.store });
    const outcome = {
      findings: FINDINGS,
      header: 'Authentication-Results: mx.example.org;\r\n\tspf=pass\r\n',
      verdict: () => ({ action: 'deliver', status: '', text: '', because: '' }) as const,
    };
    expect(await signing.seal('example.org', message, outcome, never)).toBe('sealed');
    expect(seals).toMatchObject([
      {
        key: { domain: 'example.org', algorithm: 'rsa-sha256' },
        authenticationResults: 'mx.example.org;\r\n\tspf=pass',
        chain: FINDINGS.arc,
      },
    ]);
    expect(await signing.seal('example.com', message, outcome, never)).toBe('');
  });

  test('a head is made anew with the signatures that it had', async () => {
    using signing = createSigning({ mailAuth, keys, store: office.store });
    seals.length = 0;
    used.length = 0;
    const head =
      'Delivered-To: a@example.org\r\n' +
      'ARC-Seal: i=2; a=rsa-sha256; s=x; d=example.org;\r\n cv=pass; t=1; b=AAAA\r\n' +
      'ARC-Message-Signature: i=2; d=example.org; b=AA\r\n' +
      'ARC-Authentication-Results: i=2; mx.example.org;\r\n\tspf=pass (i=1; d)\r\n' +
      'DKIM-Signature: v=1; d=example.org; s=old; b=AA;\r\n\th=From:To\r\n' +
      'DKIM-Signature: v=1; d=exam\r\n ple.org; s=older; b=AA\r\n';
    expect(await signing.renew(head, message, never)).toBe('Delivered-To: a@example.org\r\nsealedsigned');
    expect(seals).toMatchObject([
      {
        key: { domain: 'example.org', algorithm: 'rsa-sha256' },
        authenticationResults: 'mx.example.org;\tspf=pass (i=1; d)',
        chain: { result: 'pass', instances: 1 },
      },
    ]);
    expect(used.map((all) => all.map(({ domain }) => domain))).toEqual([['example.org', 'example.org']]);
    expect(await signing.renew('X: y\r\n', message, never)).toBe('X: y\r\n');
    expect(await signing.renew('', message, never)).toBe('');
  });
});
