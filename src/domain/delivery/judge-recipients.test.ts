import { describe, expect, test } from 'vitest';
import { accepted } from '../../../test/support/delivery.ts';
import type { AuthenticationOutcome, AuthenticationVerdict } from '../authentication/authentication.ts';
import type { DomainPolicy } from '../ports/directory.ts';
import { judgeRecipients } from './judge-recipients.ts';

const settings = (junkScore: number, rejectScore: number | null) =>
  ({ get: (name: string) => (name === 'junkScore' ? junkScore : rejectScore) }) as never;

function outcomeOf(verdict: (policy: DomainPolicy) => AuthenticationVerdict['action'], asked: string[] = []) {
  return {
    verdict: (policy: DomainPolicy) => {
      asked.push(policy.dmarc);
      return { action: verdict(policy), status: '5.7.26', text: 'Forged', because: 'dmarc' };
    },
  } as AuthenticationOutcome;
}

const to = (dmarc: DomainPolicy['dmarc'], welcomeSenders: readonly string[] = []) =>
  accepted('a@example.test', { policy: { dmarc, spf: 'none' }, welcomeSenders });
const score = (points: number) => [{ rule: 'dnsbl:x', score: points, text: '' }];
const actions = (...args: Parameters<typeof judgeRecipients>) => judgeRecipients(...args).map(({ action }) => action);

describe('judgeRecipients', () => {
  const sender = 'a@example.org';
  const follow = ({ dmarc }: DomainPolicy) => (dmarc === 'none' ? 'deliver' : dmarc);

  test('each by the policy of its domain, asked for once', () => {
    const asked: string[] = [];
    const authentication = outcomeOf(follow, asked);
    const recipients = [to('none'), to('junk'), to('reject'), to('junk')];
    const expected = ['deliver', 'junk', 'refuse', 'junk'];
    expect(actions(recipients, { sender, authentication, scores: [] }, settings(5, null))).toEqual(expected);
    expect(asked).toEqual(['none', 'junk', 'reject']);
  });

  test('what all refuse is refused', () => {
    const evidence = { sender, authentication: outcomeOf(follow), scores: [] };
    expect(() => judgeRecipients([to('reject'), to('reject')], evidence, settings(5, null))).toThrow(
      expect.objectContaining({ replyCode: 550, status: '5.7.26', text: 'Forged', rule: 'dmarc' }),
    );
  });

  test.each([
    [4.99, null, ['deliver', 'deliver']],
    [5, null, ['junk', 'junk']],
    [9, 10, ['junk', 'junk']],
  ] as const)('%d points, refused from %s: %j', (points, reject, expected) => {
    const recipients = [to('none'), to('none', ['@example.org'])];
    const evidence = { sender, authentication: null, scores: score(points) };
    expect(actions(recipients, evidence, settings(5, reject))).toEqual(expected);
  });

  test('tenths add up', () => {
    const scores = [...score(0.1), ...score(0.2), ...score(0.7)];
    expect(actions([to('none')], { sender, authentication: null, scores }, settings(1, null))).toEqual(['junk']);
  });

  test('too many points refuse it, but for whom the sender is welcome', () => {
    const evidence = { sender, authentication: null, scores: score(10) };
    expect(() => judgeRecipients([to('none')], evidence, settings(5, 10))).toThrow(
      expect.objectContaining({ reason: 'score-too-high' }),
    );
    const recipients = [to('none'), to('none', ['a@EXAMPLE.org'])];
    expect(actions(recipients, evidence, settings(5, 10))).toEqual(['refuse', 'junk']);
  });

  test('one refuses by policy and the other by points: refused', () => {
    const evidence = { sender, authentication: outcomeOf(follow), scores: score(10) };
    expect(() => judgeRecipients([to('none'), to('reject')], evidence, settings(5, 10))).toThrow(
      expect.objectContaining({ reason: 'score-too-high' }),
    );
  });
});
