/** Endpoints of domains. REQUIREMENTS DI4 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { summariseReports } from '../../../domain/authentication/reports/summarise-reports.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import { changeDomainKeys } from '../../../domain/directory/change-domain-keys.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import type { AddressTarget, DkimKey, Domain } from '../../../domain/ports/directory.ts';
import { zoneLine } from '../../../formats/dns/zone-line.ts';
import type { DkimKeyView } from '../../../wire/admin/mail-schemas.ts';
import type { DomainView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { policyPatch, withoutUndefined } from '../request.ts';
import { viewAccountPolicy } from '../views.ts';

/** Of all the questions to DNS for one domain. */
const CHECK_TIMEOUT_MS = 30_000;

export const domainHandlers: Handlers<'domain'> = {
  async 'domain.list'(_request, dependencies, by) {
    const domains = await dependencies.domains.list(by);
    const countsOf = await dependencies.countByDomain();
    const rows = domains.map(async (domain) => ({
      ...(await viewDomain(domain, dependencies)),
      ...countsOf(domain.id),
    }));
    return { domains: await Promise.all(rows) };
  },
  'domain.show': ({ path }, dependencies, by) => show(by, path.name, dependencies),
  async 'domain.create'({ body }, dependencies, by) {
    await dependencies.domains.create(by, body.name, body.description);
    return show(by, body.name, dependencies);
  },
  async 'domain.update'({ path, body }, dependencies, by) {
    const { policy, accountPolicy, ...fields } = body;
    await dependencies.domains.update(by, path.name, {
      ...withoutUndefined(fields),
      ...(policy === undefined ? {} : { policy: withoutUndefined(policy) }),
      ...(accountPolicy === undefined ? {} : { accountPolicy: policyPatch(accountPolicy) }),
    });
    return show(by, body.name ?? path.name, dependencies);
  },
  async 'domain.delete'({ path }, { domains }, by) {
    await domains.delete(by, path.name);
    return {};
  },
  async 'domain.dns'({ path, query }, { domains, domainDns, checkHost }, by) {
    const { name, synonyms } = await domains.get(by, path.name);
    // Mail comes to the synonyms as well, and leaves in their names.
    const names = [name, ...synonyms];
    using deadline = startDeadline(CHECK_TIMEOUT_MS, 'DNS does not answer in time');
    const wanted = (await Promise.all(names.map((each) => domainDns.records(each)))).flat();
    const zone = wanted.map((record) => `${zoneLine(record)}\n`).join('');
    if (!query.check) {
      return { records: wanted.map((record) => ({ ...record, state: null, found: [] })), zone };
    }
    const checked = await Promise.all(names.map((each) => domainDns.check(each, deadline.signal)));
    const records = [...checked.flat(), ...(await checkHost(deadline.signal))];
    return { records: records.map((record) => ({ ...record, found: [...record.found] })), zone };
  },
  async 'domain.reports'({ path, query }, { domains, observations, clock }, by) {
    const { name } = await domains.get(by, path.name);
    const { dmarc, tls, organisations } = await summariseReports(observations, name, clock.nowMs(), query.days);
    return {
      dmarc: { ...dmarc, sources: [...dmarc.sources] },
      tls: { ...tls, failures: [...tls.failures] },
      organisations: [...organisations],
    };
  },
  async 'domain.keys'({ path }, { domains, dkimKeys }, by) {
    const { name } = await domains.get(by, path.name);
    return { keys: (await dkimKeys.list(name)).map(viewKey) };
  },
  async 'domain.rotate-keys'({ path, body }, dependencies, by) {
    const { domains, dkimKeys } = dependencies;
    const { name } = await domains.get(by, path.name);
    using deadline = startDeadline(CHECK_TIMEOUT_MS, 'DNS does not answer in time');
    await changeDomainKeys(dependencies, by, name, body, deadline.signal);
    return { keys: (await dkimKeys.list(name)).map(viewKey) };
  },
};

function startDeadline(ms: number, text: string): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Failure('unavailable', text)), ms);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

function viewKey({ selector, algorithm, state, createdAtMs, stateSinceMs }: DkimKey): DkimKeyView {
  const createdAt = new Date(createdAtMs).toISOString();
  return { selector, algorithm, state, createdAt, stateSince: new Date(stateSinceMs).toISOString() };
}

async function show(by: Caller, name: string, dependencies: AdminDependencies): Promise<DomainView> {
  return viewDomain(await dependencies.domains.get(by, name), dependencies);
}

async function viewDomain(domain: Domain, dependencies: AdminDependencies): Promise<DomainView> {
  return {
    name: domain.name,
    synonyms: [...domain.synonyms],
    description: domain.description,
    isPrimary: domain.isPrimary,
    catchAll: domain.catchAll === null ? null : await mailOfTarget(domain.catchAll, dependencies),
    policy: { ...domain.policy },
    accountPolicy: viewAccountPolicy(domain.accountPolicy),
    createdAt: new Date(domain.createdAtMs).toISOString(),
  };
}

async function mailOfTarget(target: AddressTarget, { store }: AdminDependencies): Promise<string | null> {
  const { directory } = store.reader();
  if (target.kind === 'user') {
    const user = await directory.user(target.account);
    return user === null ? null : mailOf(user);
  }
  const alias = await directory.alias(target.alias);
  return alias === null ? null : aliasMail(alias);
}
