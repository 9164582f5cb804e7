/** Endpoints of domains. REQUIREMENTS DI4 */
import { Failure } from '../../../base/failure.ts';
import { summariseReports } from '../../../domain/authentication/reports/summarise-reports.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import { changeDomainKeys } from '../../../domain/directory/change-domain-keys.ts';
import { mailOf } from '../../../domain/directory/users.ts';
import type { AddressTarget, DkimKey, Domain } from '../../../domain/ports/directory.ts';
import type { DkimKeyView } from '../../../wire/admin/mail-schemas.ts';
import type { DomainView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

/** Of all the questions to DNS for one domain. */
const CHECK_TIMEOUT_MS = 30_000;

export const domainHandlers: Handlers<'domain'> = {
  async 'domain.list'(_request, dependencies) {
    const domains = await dependencies.domains.list();
    return { domains: await Promise.all(domains.map((domain) => viewDomain(domain, dependencies))) };
  },
  'domain.show': ({ path }, dependencies) => show(path.name, dependencies),
  async 'domain.create'({ body }, dependencies) {
    await dependencies.domains.create(body.name, body.description);
    return show(body.name, dependencies);
  },
  async 'domain.update'({ path, body }, dependencies) {
    await dependencies.domains.update(path.name, {
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.catchAll === undefined ? {} : { catchAll: body.catchAll }),
      ...(body.policy === undefined ? {} : { policy: withoutUndefined(body.policy) }),
    });
    return show(path.name, dependencies);
  },
  async 'domain.delete'({ path }, { domains }) {
    await domains.delete(path.name);
    return {};
  },
  async 'domain.dns'({ path, query }, { domains, domainDns, checkHost }) {
    const { name } = await domains.get(path.name);
    using deadline = startDeadline(CHECK_TIMEOUT_MS, 'DNS does not answer in time');
    const records = query.check
      ? [...(await domainDns.check(name, deadline.signal)), ...(await checkHost(deadline.signal))]
      : (await domainDns.records(name)).map((record) => ({ ...record, state: null, found: [] }));
    return {
      records: records.map((record) => ({ ...record, found: [...record.found] })),
    };
  },
  async 'domain.reports'({ path, query }, { domains, observations, clock }) {
    const { name } = await domains.get(path.name);
    const { dmarc, tls, organisations } = await summariseReports(observations, name, clock.nowMs(), query.days);
    return {
      dmarc: { ...dmarc, sources: [...dmarc.sources] },
      tls: { ...tls, failures: [...tls.failures] },
      organisations: [...organisations],
    };
  },
  async 'domain.keys'({ path }, { domains, dkimKeys }) {
    const { name } = await domains.get(path.name);
    return { keys: (await dkimKeys.list(name)).map(viewKey) };
  },
  async 'domain.rotate-keys'({ path, body }, dependencies) {
    const { domains, dkimKeys } = dependencies;
    const { name } = await domains.get(path.name);
    using deadline = startDeadline(CHECK_TIMEOUT_MS, 'DNS does not answer in time');
    await changeDomainKeys(dependencies, name, body, deadline.signal);
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

async function show(name: string, dependencies: AdminDependencies): Promise<DomainView> {
  return viewDomain(await dependencies.domains.get(name), dependencies);
}

async function viewDomain(domain: Domain, dependencies: AdminDependencies): Promise<DomainView> {
  return {
    name: domain.name,
    description: domain.description,
    isPrimary: domain.isPrimary,
    catchAll: domain.catchAll === null ? null : await mailOfTarget(domain.catchAll, dependencies),
    policy: { ...domain.policy },
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
