import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { octetsOf, signOddly, startMailAuth, type TestMailAuth } from '../../../test/support/mail-auth.ts';
import { AuthThread } from './auth-thread.ts';

const MESSAGE = 'From: alice@example.com\r\nSubject: hello\r\n\r\nHello.\r\n';
const never = new AbortController().signal;

let office: TestMailAuth;

beforeEach(() => {
  office = startMailAuth();
});
afterEach(() => office[Symbol.asyncDispose]());

const sign = async (count: number) => {
  const keys = [];
  for (let number = 0; number < count; number++) keys.push(await office.addKey('example.com', `s${number}`));
  return (await office.auth.sign(octetsOf(MESSAGE), keys, never)) + MESSAGE;
};

describe('what passes', () => {
  test('SPF, DKIM and DMARC of an honest message', async () => {
    office.names
      .set('TXT', 'example.com', 'v=spf1 ip4:192.0.2.1 -all')
      .set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject');
    const findings = await office.verify(await sign(1));
    expect(findings).toMatchObject({
      spf: { result: 'pass', domain: 'example.com', identity: 'mailfrom' },
      dkim: [{ result: 'pass', domain: 'example.com', selector: 's0', algorithm: 'ed25519-sha256' }],
      dmarc: { result: 'pass', disposition: 'none', isSpfAligned: true, isDkimAligned: true },
      arc: { result: 'none', instances: 0 },
    });
  });

  test('nothing is found of a message that says nothing', async () => {
    const findings = await office.verify(MESSAGE);
    expect(findings).toMatchObject({
      spf: { result: 'none' },
      dkim: [],
      dmarc: { result: 'none' },
      arc: { result: 'none' },
    });
  });

  test('the message in chunks of one octet', async () => {
    const signed = await sign(2);
    const { dkim } = await office.verify('', { message: octetsOf(signed, 1) });
    expect(dkim.map(({ result }) => result)).toEqual(['pass', 'pass']);
  });

  test('many messages at once', async () => {
    const signed = await sign(1);
    const all = await Promise.all(Array.from({ length: 50 }, () => office.verify(signed)));
    expect(all.every(({ dkim }) => dkim[0]?.result === 'pass')).toBe(true);
  });
});

describe('what does not pass', () => {
  test.each([
    ['a text that was changed', (signed: string) => signed.replace('Hello.', 'Hullo.')],
    ['a subject that was changed', (signed: string) => signed.replace('hello', 'hullo')],
    ['a second From', (signed: string) => `From: mallory@example.net\r\n${signed}`],
    ['a To that was not there', (signed: string) => signed.replace('Subject: ', 'To: bob@example.org\r\nSubject: ')],
    [
      'a Reply-To that was not there',
      (signed: string) => signed.replace('Subject: ', 'Reply-To: m@example.net\r\nSubject: '),
    ],
    [
      'a Content-Type that was not there',
      (signed: string) => signed.replace('Subject: ', 'Content-Type: text/html\r\nSubject: '),
    ],
    ['a text behind the end', (signed: string) => `${signed}More.\r\n`],
  ])('%s', async (_what, change) => {
    const { dkim } = await office.verify(change(await sign(1)));
    expect(dkim).toMatchObject([{ result: 'fail' }]);
  });

  test('a key that is not there', async () => {
    const signed = await sign(1);
    office.names.remove('TXT', 's0._domainkey.example.com');
    expect((await office.verify(signed)).dkim).toMatchObject([{ result: 'neutral', comment: 'no key' }]);
  });

  test('DNS that does not answer', async () => {
    const signed = await sign(1);
    office.names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject').trouble('_domainkey.example.com', 'failed');
    // Neither is known not to stand behind it: DMARC does not fail. RFC 7489 section 6.6.2
    expect(await office.verify(signed)).toMatchObject({
      dkim: [{ result: 'temperror' }],
      dmarc: { result: 'temperror' },
    });
  });

  test.each([
    ['a key of 512 bits', {}, { bits: 512 }, 'policy'],
    ['a key of 1023 bits', {}, { bits: 1023 }, 'policy'],
    ['a key of 1024 bits', {}, { bits: 1024 }, 'pass'],
    ['an l= that covers all', { l: '8' }, {}, 'pass'],
    ['an l= smaller than the body', { l: '2' }, { coveredBody: 'He' }, 'policy'],
    ['an l= of nothing', { l: '0' }, { coveredBody: '' }, 'policy'],
    ['an expired signature', { t: '1000', x: '2000' }, {}, 'policy'],
    ['x= before t=', { t: '2000', x: '1000' }, {}, 'neutral'],
    ['From not signed', { h: 'Subject' }, {}, 'neutral'],
    ['another version', { v: '2' }, {}, 'neutral'],
    ['i= of another domain', { i: '@example.net' }, {}, 'neutral'],
  ])('%s: %s %s %s', async (_what, tags, options, result) => {
    const signature = signOddly(office.names, MESSAGE, tags, options);
    const { dkim } = await office.verify(signature + MESSAGE);
    expect(dkim).toMatchObject([{ result, domain: 'example.com' }]);
  });

  test('slow name servers of a stranger do not hide what is not signed by the author', async () => {
    await using hasty = startMailAuth({ timeoutMs: 2000 });
    // The thread is there.
    await hasty.verify(MESSAGE);
    const slow = await hasty.addKey('slow.example', 's');
    const forger = await hasty.addKey('example.com', 's');
    // The record that the domain has is of another key.
    await hasty.addKey('example.com', 's');
    hasty.names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject').trouble('slow.example', 'silent');
    const head = await hasty.auth.sign(octetsOf(MESSAGE), [slow, forger], never);
    expect(await hasty.verify(head + MESSAGE, { sender: 'x@slow.example' })).toMatchObject({
      spf: { result: 'temperror' },
      dkim: [
        { domain: 'slow.example', result: 'temperror' },
        { domain: 'example.com', result: 'fail' },
      ],
      dmarc: { result: 'fail', disposition: 'reject' },
    });
  });

  test('of the keys of one message a few are asked for at once', async () => {
    await using hasty = startMailAuth({ timeoutMs: 2000 });
    const keys = [];
    for (let number = 0; number < 10; number++) keys.push(await hasty.addKey(`d${number}.example`, 's'));
    const head = await hasty.auth.sign(octetsOf(MESSAGE), keys, never);
    hasty.names.trouble('*', 'silent').asked.length = 0;
    const { dkim } = await hasty.verify(head + MESSAGE);
    expect(dkim.map(({ result }) => result)).toEqual(Array.from({ length: 10 }, () => 'temperror'));
    expect(hasty.names.asked.filter((asked) => asked.includes('_domainkey'))).toHaveLength(4);
  });

  test('only the first ten signatures are looked at', async () => {
    const signed = await sign(14);
    office.names.asked.length = 0;
    const { dkim } = await office.verify(signed);
    expect(dkim.map(({ result }) => result)).toEqual(
      [...'pppppppppp', ...'nnnn'].map((letter) => (letter === 'p' ? 'pass' : 'neutral')),
    );
    expect(office.names.asked.filter((question) => question.includes('_domainkey'))).toHaveLength(10);
  });
});

describe('hostile messages take no time', () => {
  const hostile: Readonly<Record<string, () => string>> = {
    'one line of 20 MB': () => `${signature()}${MESSAGE}${'x'.repeat(20_000_000)}`,
    '20 MB of spaces': () => `${signature()}${MESSAGE}${' '.repeat(20_000_000)}x`,
    'ten million empty lines': () => `${signature()}${MESSAGE}${'\r\n'.repeat(10_000_000)}x`,
    'a hundred thousand names in h=': () => signature('From:'.repeat(100_000).slice(0, -1)) + MESSAGE,
    'ten thousand signatures': () => signature().repeat(5_000) + MESSAGE,
    'ten thousand tags': () => `DKIM-Signature: ${'a=b; '.repeat(100_000)}\r\n${MESSAGE}`,
    'a thousand ARC sets': () =>
      Array.from(
        { length: 1000 },
        (_, i) =>
          `ARC-Seal: i=${i}; a=rsa-sha256; cv=none; d=x; s=y; b=z\r\nARC-Message-Signature: i=${i}; a=rsa-sha256; d=x; s=y; h=from; bh=; b=\r\nARC-Authentication-Results: i=${i}; x\r\n`,
      ).join('') + MESSAGE,
    'parentheses without end in ARC results': () =>
      `ARC-Seal: i=1; a=rsa-sha256; cv=none; d=x; s=y; b=z\r\nARC-Message-Signature: i=1; a=rsa-sha256; d=x; s=y; h=from; bh=a; b=a\r\nARC-Authentication-Results: i=1; ${'('.repeat(100_000)}\r\n${MESSAGE}`,
  };
  function signature(h = 'From'): string {
    return `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=x; h=${h}; bh=aGFzaA==; b=aGFzaA==\r\n`;
  }

  test.each(Object.entries(hostile))('%s', async (_what, make) => {
    const findings = await office.verify(make());
    expect(findings.dkim.every(({ result }) => result !== 'pass')).toBe(true);
    expect(findings.arc.result).not.toBe('pass');
  });
});

describe('when things break', () => {
  test('a thread that ends is replaced', async () => {
    const signed = await sign(1);
    expect((await office.verify(signed)).dkim[0]?.result).toBe('pass');
    const run = vi.spyOn(AuthThread.prototype, 'run');
    await office.verify(signed);
    await (run.mock.instances[0] as AuthThread).end();
    run.mockRestore();
    expect((await office.verify(signed)).dkim[0]?.result).toBe('pass');
  });

  test('what a thread was doing when it ended is a temporary error', async () => {
    office.names.trouble('_domainkey.example.com', 'silent').set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject');
    const run = vi.spyOn(AuthThread.prototype, 'run');
    const verifying = office.verify(await sign(1));
    await expect.poll(() => office.names.asked).toContain('TXT s0._domainkey.example.com');
    await (run.mock.instances.at(-1) as AuthThread).end();
    run.mockRestore();
    expect(await verifying).toMatchObject({ dkim: [], dmarc: { result: 'temperror', disposition: 'none' } });
  });

  test('a caller who gives up gets his reason', async () => {
    office.names.trouble('*', 'silent');
    const giving = new AbortController();
    const verifying = office.auth.verify(
      {
        clientAddress: '192.0.2.1',
        heloName: 'x',
        sender: 'alice@example.com',
        hostname: 'y',
        message: octetsOf(MESSAGE),
      },
      giving.signal,
    );
    giving.abort(new Error('enough'));
    await expect(verifying).rejects.toThrow('enough');
  });

  test('signing with a key that is none fails, and says so', async () => {
    const key = { domain: 'example.com', selector: 's', algorithm: 'rsa-sha256', privateKey: 'nonsense' } as const;
    await expect(office.auth.sign(octetsOf(MESSAGE), [key], never)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('what the source of the message throws is passed on', async () => {
    const key = await office.addKey('example.com', 's');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('From: ');
      throw new Error('disk');
    };
    await expect(office.auth.sign(broken, [key], never)).rejects.toThrow('disk');
  });
});

test('time that is over leaves what is known', async () => {
  await using hasty = startMailAuth({ timeoutMs: 300 });
  hasty.names.trouble('example.com', 'silent');
  const findings = await hasty.verify(MESSAGE);
  expect(findings).toMatchObject({ spf: { result: 'temperror' }, dkim: [], dmarc: { result: 'temperror' } });
});

test('a message without From is not signed', async () => {
  const key = await office.addKey('example.com', 's');
  expect(await office.auth.sign(octetsOf('Subject: x\r\n\r\ny\r\n'), [key], never)).toBe('');
});
