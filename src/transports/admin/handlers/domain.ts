/** Endpoints of domains. REQUIREMENTS DI4 */
import { aliasMail } from '../../../domain/directory/aliases.ts';
import { mailOf } from '../../../domain/directory/users.ts';
import type { AddressTarget, Domain } from '../../../domain/ports/directory.ts';
import type { DomainView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';

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
    });
    return show(path.name, dependencies);
  },
  async 'domain.delete'({ path }, { domains }) {
    await domains.delete(path.name);
    return {};
  },
};

async function show(name: string, dependencies: AdminDependencies): Promise<DomainView> {
  return viewDomain(await dependencies.domains.get(name), dependencies);
}

async function viewDomain(domain: Domain, dependencies: AdminDependencies): Promise<DomainView> {
  return {
    name: domain.name,
    description: domain.description,
    isPrimary: domain.isPrimary,
    catchAll: domain.catchAll === null ? null : await mailOfTarget(domain.catchAll, dependencies),
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
