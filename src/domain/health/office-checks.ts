/** Checks of the office: administrators and their passwords, what the domains publish, the remote directory. */
import { SYSTEM } from '../access/caller.ts';
import type { DomainDns } from '../authentication/domain-dns.ts';
import type { RemoteDirectoryService } from '../directory/remote/remote-directory-service.ts';
import type { User } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';
import type { Finding, HealthCheck } from './finding.ts';

export interface OfficeCheckDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly domainDns: Pick<DomainDns, 'check'>;
  readonly remoteDirectory: Pick<RemoteDirectoryService, 'show'>;
  /** Domains of this ending exist in no DNS. */
  readonly isPrivateName: (domain: string) => boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Administrators are few; of more than these nobody is looked at. */
const MOST_ADMINISTRATORS = 100;
/** Domains asked about in one round, so that an hour's look stays small. */
const MOST_DOMAINS = 50;

export function officeChecks(deps: OfficeCheckDeps): readonly HealthCheck[] {
  const { store, remoteDirectory } = deps;
  return [
    { name: 'administrators', everyMs: MINUTE_MS, look: () => administratorFindings(store) },
    {
      name: 'directory',
      everyMs: MINUTE_MS,
      async look() {
        const { away } = await remoteDirectory.show(SYSTEM);
        if (away === null) return [];
        const finding = { code: 'directory-away', severity: 'trouble', screen: 'directory' } as const;
        return [{ ...finding, values: { cause: away.said }, command: 'mailroom directory test' }];
      },
    },
    { name: 'dns', everyMs: HOUR_MS, look: (signal) => dnsFindings(deps, signal) },
  ];
}

async function administratorFindings(store: OfficeCheckDeps['store']): Promise<Finding[]> {
  const { directory } = store.reader();
  const filter = { role: 'administrator', isArchived: false } as const;
  const users = await directory.listUsers(null, { limit: MOST_ADMINISTRATORS }, filter);
  const administrators = users.filter(({ role, isEnabled }) => role === 'administrator' && isEnabled);
  const findings: Finding[] = [];
  const about = { severity: 'attention', screen: 'users' } as const;
  for (const user of administrators) {
    const credentials = await directory.credentials(user.account);
    if (credentials.some(({ mustChange }) => mustChange)) findings.push(initialPassword(user));
    const factors = await directory.secondFactors(user.account);
    if (factors.some(({ kind, confirmedAtMs }) => kind !== 'recovery' && confirmedAtMs !== null)) continue;
    const command = `mailroom user factors ${user.userId}`;
    findings.push({ ...about, code: 'no-second-factor', values: { name: user.userId }, command });
  }
  if (administrators.length === 1) {
    const command = 'mailroom user update USER --role administrator';
    findings.push({ ...about, code: 'one-administrator', values: {}, command });
  }
  return findings;
}

function initialPassword({ userId }: User): Finding {
  return {
    ...{ code: 'initial-password', severity: 'attention', values: { name: userId }, screen: 'users' },
    command: `mailroom user password ${userId} --password-stdin`,
  };
}

async function dnsFindings({ store, domainDns, isPrivateName }: OfficeCheckDeps, signal: AbortSignal) {
  const findings: Finding[] = [];
  const domains = (await store.reader().directory.listDomains()).filter(({ name }) => !isPrivateName(name));
  let silent = 0;
  for (const { name } of domains.slice(0, MOST_DOMAINS)) {
    const records = (await domainDns.check(name, signal)).filter(({ isOptional }) => !isOptional);
    if (records.every(({ state }) => state === 'unknown')) {
      silent += 1;
      continue;
    }
    const wrong = records.filter(({ state }) => state === 'missing' || state === 'different');
    if (wrong.length === 0) continue;
    const what = [...new Set(wrong.map(({ purpose }) => purpose))].join(', ');
    const about = { code: 'dns-wrong', severity: 'attention', screen: 'domains' } as const;
    findings.push({ ...about, values: { name, what }, command: `mailroom domain dns ${name} --check` });
  }
  if (silent > 0 && silent === Math.min(domains.length, MOST_DOMAINS)) {
    const about = { code: 'dns-silent', severity: 'attention', screen: 'settings' } as const;
    findings.push({ ...about, values: {}, command: 'mailroom settings get dnsServers' });
  }
  return findings;
}
