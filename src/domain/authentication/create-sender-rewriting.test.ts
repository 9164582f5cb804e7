import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SecretBox } from '../../base/secret-box.ts';
import { createSenderRewriting } from './create-sender-rewriting.ts';
import type { SenderRewriting } from './sender-rewriting.ts';

const DAY = 86_400_000;
let nowMs: number;
let ours: SenderRewriting;
let theirs: SenderRewriting;

beforeEach(() => {
  nowMs = 20_000 * DAY;
  const make = () =>
    createSenderRewriting({ box: new SecretBox(randomBytes(32)), clock: { nowMs: () => nowMs, monotonicMs: () => 0 } });
  [ours, theirs] = [make(), make()];
});

const localOf = (address: string) => address.slice(0, address.lastIndexOf('@'));

describe('SRS0', () => {
  test.each(['alice@example.com', 'a=b@example.com', '"a b"@example.com', 'x+y@xn--mller-kva.example'])(
    '%s leads back to itself',
    (sender) => {
      const rewritten = ours.rewrite(sender, 'example.org');
      expect(rewritten).toMatch(/^"?SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=.*@example\.org$/);
      const local = localOf(rewritten);
      expect(ours.reverse(local.replace(/^"|"$/g, ''))).toBe(sender);
    },
  );

  test('any local part of printable characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB0.=+-_~/'), minLength: 1, maxLength: 60 }), (local) => {
        fc.pre(!/^\.|\.$|\.\./.test(local));
        const sender = `${local}@example.com`;
        expect(ours.reverse(localOf(ours.rewrite(sender, 'example.org')))).toBe(sender);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('stays what it is: null, our own, what is no address', () => {
    for (const sender of ['', 'alice@example.org', 'nonsense'])
      expect(ours.rewrite(sender, 'example.org')).toBe(sender);
  });

  test('what would be too long stays as it is', () => {
    const sender = `${'a'.repeat(240)}@example.com`;
    expect(ours.rewrite(sender, 'example.org')).toBe(sender);
  });

  test('survives a change of case', () => {
    const local = localOf(ours.rewrite('alice@example.com', 'example.org'));
    expect(ours.reverse(local.toLowerCase())).toBe('alice@example.com');
    expect(ours.reverse(local.toUpperCase())).toBe('ALICE@example.com');
  });

  test('is good for 21 days', () => {
    const local = localOf(ours.rewrite('alice@example.com', 'example.org'));
    nowMs += 21 * DAY;
    expect(ours.reverse(local)).toBe('alice@example.com');
    nowMs += DAY;
    expect(ours.reverse(local)).toBeNull();
  });

  test.each([
    ['another address', (local: string) => local.replace('alice', 'mallory')],
    ['another domain', (local: string) => local.replace('example.com', 'example.net')],
    ['another day', (local: string) => local.replace(/=(..)=/, '=AB=')],
    ['another hash', (local: string) => local.replace(/=[A-Z2-7]{8}=/, '=AAAAAAAA=')],
    ['no hash', (local: string) => local.replace(/=[A-Z2-7]{8}=/, '=')],
  ])('%s is refused', (_what, change) => {
    const local = localOf(ours.rewrite('alice@example.com', 'example.org'));
    expect(ours.reverse(change(local))).toBeNull();
  });

  test('what another server has wrapped is none of ours', () => {
    expect(theirs.reverse(localOf(ours.rewrite('alice@example.com', 'example.org')))).toBeNull();
  });
});

test('the way home of a user: wrapped by his own domain, as nothing else is', () => {
  const home = ours.homeward('carl@example.org');
  expect(home).toMatch(/^SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=example\.org=carl@example\.org$/);
  expect(ours.reverse(localOf(home))).toBe('carl@example.org');
  expect(ours.rewrite('carl@example.org', 'example.org')).toBe('carl@example.org');
  expect(theirs.reverse(localOf(home))).toBeNull();
});

describe('SRS1', () => {
  test('bounces go to the first one to forward, not to the one in between', () => {
    const first = ours.rewrite('alice@example.com', 'first.example.org');
    const second = theirs.rewrite(first, 'second.example.org');
    expect(second).toMatch(/^SRS1=[A-Z2-7]{8}=first\.example\.org==[A-Z2-7]{8}=/);
    expect(theirs.reverse(localOf(second))).toBe(first);
    // A third one wraps what the first has made, and does not grow with each hop.
    const third = ours.rewrite(second, 'third.example.org');
    expect(third).toMatch(/^SRS1=[A-Z2-7]{8}=first\.example\.org==/);
    expect(ours.reverse(localOf(third))).toBe(first);
  });

  test('a changed one is refused', () => {
    const local = localOf(theirs.rewrite(ours.rewrite('alice@example.com', 'a.example'), 'b.example'));
    expect(theirs.reverse(local.replace('a.example', 'c.example'))).toBeNull();
  });
});

test.each(['alice', 'SRS0', 'SRS0=', 'SRS1=', 'SRS0=AAAAAAAA=AA', 'SRS0=AAAAAAAA=AA=example.com=', 'srs1=x=y==z'])(
  '%s is no rewritten address',
  (local) => expect(ours.reverse(local)).toBeNull(),
);
