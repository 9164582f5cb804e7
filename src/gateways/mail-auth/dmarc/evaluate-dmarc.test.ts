import { beforeEach, describe, expect, test } from 'vitest';
import { ZoneNames } from '../../../../test/support/zone-names.ts';
import type { AuthResult, DkimFinding, SpfFinding } from '../../../domain/ports/mail-auth.ts';
import type { Author } from './author.ts';
import { evaluateDmarc } from './evaluate-dmarc.ts';

let names: ZoneNames;

beforeEach(() => {
  names = new ZoneNames();
});

interface Facts {
  readonly from?: Author | string;
  readonly spf?: readonly [AuthResult, string];
  readonly dkim?: readonly (readonly [AuthResult, string])[] | null;
  readonly random?: number;
}

function evaluate({ from = 'example.com', spf = ['none', ''], dkim = [], random = 0 }: Facts) {
  const finding = ([result, domain]: readonly [AuthResult, string]): DkimFinding => ({
    result,
    domain,
    selector: 's',
    algorithm: 'rsa-sha256',
    comment: '',
  });
  const spfFinding: SpfFinding = { result: spf[0], domain: spf[1], identity: 'mailfrom', comment: '' };
  return evaluateDmarc({
    author: typeof from === 'string' ? { domains: [from], problem: null } : from,
    spf: spfFinding,
    dkim: dkim?.map(finding) ?? null,
    names,
    random: () => random,
    signal: new AbortController().signal,
  });
}

describe('alignment: RFC 7489 section 3.1', () => {
  test.each([
    ['p=reject', { spf: ['pass', 'example.com'] }, 'pass'],
    ['p=reject', { spf: ['pass', 'mail.example.com'] }, 'pass'],
    ['p=reject', { from: 'news.example.com', spf: ['pass', 'bounce.example.com'] }, 'pass'],
    ['p=reject', { spf: ['pass', 'example.net'] }, 'fail'],
    ['p=reject', { spf: ['pass', 'notexample.com'] }, 'fail'],
    ['p=reject; aspf=s', { spf: ['pass', 'mail.example.com'] }, 'fail'],
    ['p=reject; aspf=s', { spf: ['pass', 'example.com'] }, 'pass'],
    ['p=reject', { spf: ['softfail', 'example.com'] }, 'fail'],
    ['p=reject', { dkim: [['pass', 'example.com']] }, 'pass'],
    [
      'p=reject',
      {
        dkim: [
          ['fail', 'example.com'],
          ['pass', 'mail.example.com'],
        ],
      },
      'pass',
    ],
    ['p=reject; adkim=s', { dkim: [['pass', 'mail.example.com']] }, 'fail'],
    ['p=reject', { dkim: [['pass', 'example.net']] }, 'fail'],
    ['p=reject', { dkim: [['policy', 'example.com']] }, 'fail'],
    ['p=reject', { dkim: [['pass', 'com']] }, 'fail'],
    ['p=reject', {}, 'fail'],
    // Not known is not failed: section 6.6.2.
    ['p=reject', { dkim: [['temperror', 'example.com']] }, 'temperror'],
    ['p=reject', { dkim: [['temperror', 'example.net']] }, 'fail'],
    ['p=reject', { spf: ['temperror', 'example.com'] }, 'temperror'],
    ['p=reject', { spf: ['temperror', 'example.net'] }, 'fail'],
    ['p=reject', { dkim: null }, 'temperror'],
    ['p=reject', { dkim: null, spf: ['pass', 'example.com'] }, 'pass'],
  ] as const)('%s %j: %s', async (tags, facts, result) => {
    names.set('TXT', '_dmarc.example.com', `v=DMARC1; ${tags}`);
    const finding = await evaluate(facts);
    expect(finding.result).toBe(result);
    expect(finding.disposition).toBe(result === 'fail' ? 'reject' : 'none');
  });

  test('public suffixes keep strangers apart', async () => {
    names.set('TXT', '_dmarc.one.co.uk', 'v=DMARC1; p=reject').set('TXT', '_dmarc.one.github.io', 'v=DMARC1; p=reject');
    expect((await evaluate({ from: 'one.co.uk', dkim: [['pass', 'two.co.uk']] })).result).toBe('fail');
    expect((await evaluate({ from: 'one.github.io', dkim: [['pass', 'two.github.io']] })).result).toBe('fail');
  });
});

describe('the record: RFC 7489 section 6.6.3', () => {
  test('of the domain itself', async () => {
    names
      .set('TXT', '_dmarc.a.example.com', 'v=DMARC1; p=quarantine')
      .set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject');
    expect(await evaluate({ from: 'a.example.com' })).toMatchObject({
      policyDomain: 'a.example.com',
      disposition: 'quarantine',
    });
  });

  test.each([
    ['p=reject', 'reject'],
    ['p=reject; sp=quarantine', 'quarantine'],
    ['p=none; sp=reject', 'reject'],
    ['p=reject; sp=none; np=reject', 'reject'],
  ])('of the organisational domain, for one below it that does not exist: %s', async (tags, disposition) => {
    names.set('TXT', '_dmarc.example.com', `v=DMARC1; ${tags}`);
    expect(await evaluate({ from: 'a.b.example.com' })).toMatchObject({ policyDomain: 'example.com', disposition });
  });

  test('np is for domains that do not exist only', async () => {
    names
      .set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject; sp=none; np=quarantine')
      .set('A', 'a.example.com', '192.0.2.1');
    expect((await evaluate({ from: 'a.example.com' })).disposition).toBe('none');
    expect((await evaluate({ from: 'b.example.com' })).disposition).toBe('quarantine');
  });

  test.each([
    ['none', []],
    ['two', ['v=DMARC1; p=reject', 'v=DMARC1; p=none']],
    ['a broken one', ['v=DMARC1; p=x']],
    ['another text', ['hello']],
  ])('%s: no policy', async (_what, records) => {
    if (records.length > 0) names.set('TXT', '_dmarc.example.com', ...records);
    expect(await evaluate({})).toMatchObject({ result: 'none', disposition: 'none', record: '' });
  });

  test('DNS that fails', async () => {
    names.trouble('*', 'failed');
    expect((await evaluate({})).result).toBe('temperror');
  });

  test('says whom to tell', async () => {
    names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.net');
    expect((await evaluate({})).reportTo).toEqual(['a@example.com', 'b@example.net']);
  });
});

describe('pct: RFC 7489 section 6.6.4', () => {
  test.each([
    ['reject', 0.49, 'reject'],
    ['reject', 0.5, 'quarantine'],
    ['quarantine', 0.49, 'quarantine'],
    ['quarantine', 0.5, 'none'],
  ])('p=%s; pct=50 at %d: %s', async (policy, random, disposition) => {
    names.set('TXT', '_dmarc.example.com', `v=DMARC1; p=${policy}; pct=50`);
    expect(await evaluate({ random })).toMatchObject({ policy, disposition, result: 'fail' });
  });

  test('pct=0 applies to nobody, also when the dice say 0', async () => {
    names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject; pct=0');
    expect((await evaluate({ random: 0 })).disposition).toBe('quarantine');
  });
});

describe('more than one author', () => {
  const both = { domains: ['example.com', 'example.net'], problem: null };

  test('the strictest of those that do not stand behind it decides', async () => {
    names
      .set('TXT', '_dmarc.example.com', 'v=DMARC1; p=quarantine')
      .set('TXT', '_dmarc.example.net', 'v=DMARC1; p=reject');
    expect(await evaluate({ from: both })).toMatchObject({
      result: 'fail',
      domain: 'example.net',
      disposition: 'reject',
    });
    const oneSigned = await evaluate({ from: both, dkim: [['pass', 'example.net']] });
    expect(oneSigned).toMatchObject({ result: 'fail', domain: 'example.com', disposition: 'quarantine' });
  });

  test('it does not pass when all stand behind it', async () => {
    names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject').set('TXT', '_dmarc.example.net', 'v=DMARC1; p=reject');
    const dkim = [
      ['pass', 'example.com'],
      ['pass', 'example.net'],
    ] as const;
    expect((await evaluate({ from: both, dkim })).result).toBe('permerror');
  });

  test('nor do domains that ask for nothing hide others behind them', async () => {
    for (const name of ['a.example', 'b.example']) names.set('TXT', `_dmarc.${name}`, 'v=DMARC1; p=none');
    const problem = 'From with too many domains' as const;
    expect(await evaluate({ from: { domains: ['a.example', 'b.example'], problem } })).toMatchObject({
      result: 'permerror',
      comment: problem,
    });
  });

  test('nor does one whose From has two readings', async () => {
    names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject');
    const from = { domains: ['example.com'], problem: 'more than one From field' } as const;
    expect(await evaluate({ from, dkim: [['pass', 'example.com']] })).toMatchObject({
      result: 'permerror',
      comment: 'more than one From field',
    });
    expect(await evaluate({ from })).toMatchObject({ result: 'fail', disposition: 'reject' });
  });
});
