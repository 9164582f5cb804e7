import { describe, expect, test } from 'vitest';
import { failureText } from '../../../locales/failure-text.ts';
import { LANGUAGES, translator } from '../../../locales/index.ts';
import { openTestStore } from '../../../test/support/store.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { SYSTEM } from '../access/caller.ts';
import { applyOne } from '../ports/store.ts';
import { openSettings } from './settings.ts';

/** A setting, a bad value, and what is said of it. */
const BAD: readonly (readonly [name: string, value: unknown, sentence: string])[] = [
  ['maxReceivedHops', 'many', 'maxReceivedHops takes a whole number.'],
  ['maxReceivedHops', '-1', 'maxReceivedHops takes a whole number.'],
  ['maxReceivedHops', 1.5, 'maxReceivedHops takes a whole number.'],
  ['maxReceivedHops', null, 'maxReceivedHops takes a whole number.'],
  ['maxReceivedHops', '9', 'maxReceivedHops cannot be less than 10.'],
  ['maxReceivedHops', 1001, 'maxReceivedHops cannot be more than 1000.'],
  ['maxMessageBytes', 'big', 'maxMessageBytes takes a size such as 500K or 20M.'],
  ['maxMessageBytes', '1K', 'maxMessageBytes cannot be less than 64 KB.'],
  ['maxMessageBytes', '99999999999999999T', 'maxMessageBytes takes a size such as 500K or 20M.'],
  ['maxMessageBytes', '2G', 'maxMessageBytes cannot be more than 1 GB.'],
  ['smtpIdleTimeoutMs', 'soon', 'smtpIdleTimeoutMs takes a time such as 90s, 5m or 14d.'],
  ['smtpIdleTimeoutMs', '1s', 'smtpIdleTimeoutMs cannot be less than 10s.'],
  ['smtpIdleTimeoutMs', '2h', 'smtpIdleTimeoutMs cannot be more than 1h.'],
  [
    'trustedNetworks',
    '10.0.0.0/8,10.0.0.0/33',
    '“10.0.0.0/33” is neither an IP address nor a network such as 192.0.2.0/24 (trustedNetworks).',
  ],
  [
    'trustedNetworks',
    ['mail.example.com'],
    '“mail.example.com” is neither an IP address nor a network such as 192.0.2.0/24 (trustedNetworks).',
  ],
  ['trustedNetworks', '192.0.2.1 '.repeat(1001), 'trustedNetworks has too many values; the most is 1000.'],
  ['trustedNetworks', 5, 'trustedNetworks takes a value of another type.'],
  // What could not be asked would be passed over in silence.
  ...['192.0.2.53:99999', '192.0.2.53:0', '[2001:db8::53]', '[2001:db8::53]:65536', 'ns.example.com'].map(
    (server) =>
      [
        'dnsServers',
        server,
        `“${server}” is neither an IP address nor a network such as 192.0.2.0/24 (dnsServers).`,
      ] as const,
  ),
  ['defaultStorageQuota', 'much', 'defaultStorageQuota takes a size such as 500M or 2G, or “none”.'],
  ['defaultMessageQuota', 'much', 'defaultMessageQuota takes a whole number or “none”.'],
  ['defaultMessageQuota', '1000000001', 'defaultMessageQuota cannot be more than 1000000000.'],
  [
    'contentFilters',
    'virus clamd /run/clamav/clamd.ctl, junk spamd',
    '“junk spamd” is no content filter; it is written like “virus clamd /run/clamav/clamd.ctl” or ' +
      '“sign milter 127.0.0.1:8891 scope=outgoing” (contentFilters).',
  ],
  [
    'contentFilters',
    ['last smtp 127.0.0.1:10024', 'virus clamd /run/clamav/clamd.ctl'],
    'The content filter “last” cannot stand there: names are given once, and a filter of kind smtp comes last ' +
      '(contentFilters).',
  ],
  ['defaultLanguage', 'eo', 'defaultLanguage takes one of these values: en, fr, de, it, pl, es.'],
  ['recipientDelimiter', 'x', 'recipientDelimiter takes one of these values: +, -, _, =, #, "".'],
];

describe('a bad value', () => {
  test('is refused with a sentence of the catalogue, in every language', async () => {
    await using opened = await openTestStore();
    const settings = await openSettings(opened.store, systemClock);
    const sentences = new Map(LANGUAGES.map((language) => [language, new Set<string>()]));
    for (const [name, value, sentence] of BAD) {
      const failure = await settings.set(SYSTEM, name, value).catch((error: unknown) => error);
      expect(failure, `${name} ${String(value)}`).toMatchObject({ code: 'invalid', message: sentence });
      for (const language of LANGUAGES) {
        const text = failureText(translator(language), failure as never);
        expect(text).not.toMatch(/[{}]|undefined/);
        if (language === 'en') expect(text).toBe(sentence);
        else expect(text).not.toBe(sentence);
        sentences.get(language)?.add(text);
      }
    }
    const english = new Set(BAD.map(([, , sentence]) => sentence));
    for (const [language, texts] of sentences) expect(texts.size, language).toBe(english.size);
  });

  test('is refused by whoever knows more than the schema, too', async () => {
    await using opened = await openTestStore();
    const settings = await openSettings(opened.store, systemClock);
    settings.checkBefore('outgoingAuthoritiesFile', (value) =>
      Promise.resolve(value === '/x' ? { problem: 'not-certificates', value } : null),
    );
    const failure = await settings.set(SYSTEM, 'outgoingAuthoritiesFile', '/x').catch((error: unknown) => error);
    const sentences = LANGUAGES.map((language) => failureText(translator(language), failure as never));
    expect(sentences).toContain(
      'No certificates can be read from “/x”; give the whole path of a PEM file that the server may read ' +
        '(outgoingAuthoritiesFile).',
    );
    expect(new Set(sentences).size).toBe(LANGUAGES.length);
    expect(settings.isSet('outgoingAuthoritiesFile')).toBe(false);
    await settings.set(SYSTEM, 'outgoingAuthoritiesFile', '/y');
    expect(settings.get('outgoingAuthoritiesFile')).toBe('/y');
  });

  test('changes nothing', async () => {
    await using opened = await openTestStore();
    const settings = await openSettings(opened.store, systemClock);
    await expect(settings.set(SYSTEM, 'maxReceivedHops', '9')).rejects.toMatchObject({
      detail: { problem: 'too-small' },
    });
    expect([settings.get('maxReceivedHops'), settings.isSet('maxReceivedHops')]).toEqual([50, false]);
  });
});

test('a stored value that is refused gives way to the default, and is told of once', async () => {
  await using opened = await openTestStore();
  const store = (name: string, value: string) => applyOne(opened.store, { kind: 'set-setting', name, value });
  await store('maxReceivedHops', '9');
  await store('maxMessageBytes', 'no JSON');
  await store('fromTheFuture', '1');
  const told: unknown[] = [];
  const log = { ...silentLogger, warn: (fields: object) => told.push(fields) };
  const settings = await openSettings(opened.store, systemClock, log);
  expect([settings.get('maxReceivedHops'), settings.isSet('maxReceivedHops')]).toEqual([50, false]);
  const reasons = {
    maxMessageBytes: expect.stringContaining('maxMessageBytes takes'),
    maxReceivedHops: 'maxReceivedHops cannot be less than 10.',
  };
  expect(Object.fromEntries(settings.refused())).toEqual(reasons);
  expect(told).toEqual(Object.entries(reasons).map(([setting, reason]) => ({ setting, reason })));
  // It is still in the store, for the program that wrote it.
  await settings.set(SYSTEM, 'maxMessageBytes', '20M');
  expect(told).toHaveLength(2);
  expect([...settings.refused().keys()]).toEqual(['maxReceivedHops']);
  expect((await opened.store.reader().directory.settings()).get('maxReceivedHops')).toBe('9');
});

test.each([
  ['maxReceivedHops', '30', 30],
  ['maxMessageBytes', '20M', 20 * 2 ** 20],
  ['maxMessageBytes', '100000', 100_000],
  ['smtpIdleTimeoutMs', '90s', 90_000],
  ['defaultStorageQuota', 'none', null],
  ['defaultStorageQuota', '500', 500 * 2 ** 20],
  ['defaultStorageQuota', null, null],
  ['defaultMessageQuota', '5', 5],
  ['recipientDelimiter', '', ''],
  ['trustedNetworks', '192.0.2.1, 2001:db8::/32', ['192.0.2.1', '2001:db8::/32']],
  ['trustedNetworks', '', []],
] as const)('%s = %s', async (name, value, expected) => {
  await using opened = await openTestStore();
  const settings = await openSettings(opened.store, systemClock);
  await settings.set(SYSTEM, name, value);
  expect(settings.get(name)).toEqual(expected);
});
