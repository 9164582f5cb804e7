import { expect, test } from 'vitest';
import { firstOpen, isMadeUpName, START_STEPS, type StartFacts, stepState } from './start-steps.ts';

const FRESH: StartFacts = {
  settled: [],
  primaryDomain: 'example.test',
  isDnsComplete: null,
  isCertificateSelfMade: true,
  userCount: 1,
};

const states = (facts: Partial<StartFacts>) =>
  START_STEPS.map((step) => stepState(step, { ...FRESH, ...facts })).join(' ');

test('on a fresh server all is open', () => {
  expect(states({})).toBe('open open open open open open');
  expect(firstOpen(FRESH)).toBe('host');
});

test('what the server can tell is done without anybody’s word', () => {
  const facts = { primaryDomain: 'office.corp', isDnsComplete: true, isCertificateSelfMade: false, userCount: 2 };
  expect(states(facts)).toBe('open done done done done open');
});

test('what was put off is not done, except where only a word tells', () => {
  expect(states({ settled: [...START_STEPS] })).toBe('done later later later later done');
  expect(firstOpen({ ...FRESH, settled: ['host', 'domain'] })).toBe('dns');
  expect(firstOpen({ ...FRESH, settled: [...START_STEPS] })).toBe('test');
});

test.each([
  ['example.test', true],
  ['example.org', true],
  ['mail.example.com', true],
  ['office.local', true],
  ['office.lan', true],
  ['localhost', true],
  ['myexample.corp', false],
  ['test.corp', false],
  ['testing', false],
])('%s is made up: %s', (name, isMadeUp) => expect(isMadeUpName(name)).toBe(isMadeUp));
