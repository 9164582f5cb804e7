import { expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Authenticator, Principal } from '../access/principal.ts';
import { silentTrace } from '../trace/trace.ts';
import { countingAuthenticator, countingTrace, newCounters } from './counters.ts';

test('messages are counted where the trace is told of them', () => {
  const counters = newCounters();
  const trace = countingTrace(silentTrace, counters, new Map(), systemClock);
  const attempt = { recipient: 'a', host: null, address: null, tls: null, status: '2.0.0', reply: '' };
  trace.add('Q1', 'refused', { client: '', from: '', recipient: null, code: 550, reason: '' });
  trace.add('Q1', 'filed', { user: 'a', folder: 'INBOX', because: '' });
  trace.add('Q1', 'filed', { user: 'a', folder: 'Junk', because: 'score 7' });
  trace.add('Q1', 'attempt', { ...attempt, outcome: 'delivered' });
  trace.add('Q1', 'attempt', { ...attempt, outcome: 'deferred' });
  expect(counters).toMatchObject({ received: 0, refused: 1, filed: 2, junk: 1, sent: 1 });
});

test('a filter that is down is known until it answers', () => {
  const failing = new Map<string, number>();
  const trace = countingTrace(silentTrace, newCounters(), failing, systemClock);
  trace.add('Q1', 'checked', { what: 'filter:clamd', result: 'down, put off', detail: '' });
  trace.add('Q1', 'checked', { what: 'spf', result: 'down', detail: '' });
  expect([...failing.keys()]).toEqual(['clamd']);
  trace.add('Q2', 'checked', { what: 'filter:clamd', result: 'accept', detail: '' });
  expect(failing.size).toBe(0);
});

test('sign-ins are counted when they are complete, failures as failures, and other trouble not at all', async () => {
  const counters = newCounters();
  let failure: Failure | null = null;
  const principal = {} as Principal;
  const answer = async () => {
    if (failure !== null) throw failure;
    return principal;
  };
  const proof = { account: 1, succeed: answer, fail: () => Promise.reject(new Failure('authentication-failed', 'no')) };
  const authenticator = countingAuthenticator(
    {
      ...{ verifyPassword: answer, verifyToken: answer, verifyCertificate: answer, authorise: answer },
      provePassword: async () => (await answer(), proof),
      beginScram: async () => ({ keys: {}, ...proof }),
    } as unknown as Authenticator,
    counters,
  );
  const attempt = { login: 'a', peerAddress: '', isTrustedPeer: false, service: 'imap' } as const;
  expect(await authenticator.verifyPassword(attempt, 'x')).toBe(principal);
  const proved = await authenticator.provePassword(attempt, 'x');
  expect(counters.signIns).toBe(1);
  await proved.succeed();
  await (await authenticator.beginScram(attempt)).succeed();
  await authenticator.verifyToken(attempt, 'x');
  expect(counters).toMatchObject({ signIns: 3, failedSignIns: 0 });
  await expect(proved.fail()).rejects.toThrow();
  failure = new Failure('authentication-failed', 'no');
  await expect(authenticator.verifyPassword(attempt, 'x')).rejects.toThrow();
  await expect(authenticator.verifyToken(attempt, 'x')).rejects.toThrow();
  failure = new Failure('unavailable', 'busy');
  await expect(authenticator.verifyPassword(attempt, 'x')).rejects.toThrow();
  expect(counters).toMatchObject({ signIns: 3, failedSignIns: 3 });
});
