/** How far the first set-up has come: derived of the server as it is, and of what somebody has put off. */
import { useCallback } from 'react';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import type { StartFacts } from './start-steps.ts';

export const SETTLED = 'firstStepsSettled';
/** Among the names of steps: the set-up need not be offered any more. */
export const CLOSED = 'closed';

export interface FirstSteps {
  /** Undefined while it is being asked. */
  readonly facts: StartFacts | undefined;
  /** Resolves with whether it was kept. */
  readonly settle: (name: string) => Promise<boolean>;
}

export function useFirstSteps(): FirstSteps {
  const setting = useRead('settings.get', { path: { name: SETTLED } });
  const domains = useRead('domain.list');
  const certificate = useRead('certificate.show');
  const users = useRead('user.list', { query: { state: 'all', limit: 1 } });
  const primary = domains.data?.domains.find(({ isPrimary }) => isPrimary)?.name;
  const dns = useRead(
    'domain.dns',
    { path: { name: primary ?? '' }, query: { check: 'true' } },
    { isWanted: primary !== undefined },
  );
  const { run } = useChange('settings.set', ['audit']);
  const settled = asNames(setting.data?.value);
  const settle = useCallback(
    async (name: string) => {
      if (settled.includes(name)) return true;
      const saved = await run({ path: { name: SETTLED }, body: { value: [...settled, name] } });
      return saved !== null;
    },
    [settled, run],
  );
  const isKnown = setting.data !== undefined && certificate.data !== undefined && users.data !== undefined;
  if (!isKnown || primary === undefined) return { facts: undefined, settle };
  const facts: StartFacts = {
    settled,
    primaryDomain: primary,
    isDnsComplete: dns.data?.records.every(({ isOptional, state }) => isOptional || state === 'ok') ?? null,
    isCertificateSelfMade: certificate.data.source === 'self-made',
    userCount: users.data.total,
  };
  return { facts, settle };
}

function asNames(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
