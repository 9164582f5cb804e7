import { expect, test } from 'vitest';
import { traceKeys } from './trace-keys.ts';

const SUBJECT = {
  from: 'Alice@Example.org',
  recipients: ['bob@example.test', 'alice@example.org'],
  messageId: ' <A1@mail.example.org>',
  subject: 'Re: \u00c7a va? "Invoice" (R-42/2026), invoice',
};

test('addresses, Message-ID and words, each once and lower case', () => {
  const [from, to, id, ...words] = traceKeys(SUBJECT);
  expect([from, to, id]).toEqual(['alice@example.org', 'bob@example.test', 'a1@mail.example.org']);
  expect(words).toEqual(['re', '\u00e7a', 'va', 'invoice', 'r-42/2026', 'r', '42', '2026']);
  expect(traceKeys({ from: '', recipients: [], messageId: null, subject: null })).toEqual([]);
});

test('one form of a letter, however it was written', () => {
  expect(traceKeys({ ...SUBJECT, subject: 'c\u0327a' })).toContain('\u00e7a');
});

test('is bounded', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `user${index}@example.org`);
  const keys = traceKeys({ ...SUBJECT, recipients: many, subject: 'x'.repeat(10_000) + many.join(' ') });
  expect(keys.length).toBeLessThan(260);
  expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(320);
});

test('signs around a word, and any number of them within', () => {
  const subjectKeys = (subject: string) => traceKeys({ from: '', recipients: [], messageId: null, subject });
  expect(subjectKeys('--a--')).toEqual(['a']);
  expect(subjectKeys('--- "x+y"!')).toEqual(['x+y', 'x', 'y']);
  expect(subjectKeys(`a${'!'.repeat(120_000)}b`)).toEqual([`a${'!'.repeat(319)}`, 'a', 'b']);
});
