import type { Caller } from '../../access/caller.ts';
import type { AuditEntry, AuditFields } from '../../ports/audit.ts';
import type { Domain, DomainPolicy } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import { createAliasMembers, NO_CHANNELS } from '../alias-members.ts';
import { domainFields } from '../audit-fields.ts';
import type { DomainPatch, Domains } from '../domains.ts';
import { mailOf } from '../mail-of.ts';
import { noSuch } from '../no-such.ts';
import { changedFields, listBefore, mustStillHold } from './must-still-hold.ts';
import { policyBefore } from './undo-group.ts';

type Change = Pick<AuditEntry, 'target' | 'before' | 'after'>;

export interface DomainUndoDeps {
  readonly store: Store;
  readonly domains: Pick<Domains, 'get' | 'update'>;
}

export function createDomainUndo({ store, domains }: DomainUndoDeps) {
  const members = createAliasMembers(store, NO_CHANNELS);
  const fieldsOf = async (domain: Domain): Promise<AuditFields> =>
    domainFields(domain, domain.catchAll === null ? null : await members.name(domain.catchAll));
  /** The log names a user by his User ID, and domains take an address. */
  const addressOf = async (name: string): Promise<string> => {
    if (name.includes('@')) return name;
    const user = await store.reader().directory.findUser(name);
    if (user === null) throw noSuch('user', name);
    return mailOf(user);
  };

  return {
    async update(by: Caller, change: Change): Promise<void> {
      const { target, before, after } = change;
      const domain = await domains.get(by, typeof after.name === 'string' ? after.name : target.name);
      const present = await fieldsOf(domain);
      mustStillHold(present, change);
      const { catchAll } = before;
      const patch: DomainPatch = {
        ...(typeof before.name === 'string' ? { name: before.name, keepsOldName: false } : {}),
        ...(changedFields(change).includes('synonyms')
          ? { synonyms: listBefore(present.synonyms, change, 'synonyms') }
          : {}),
        ...(typeof before.description === 'string' ? { description: before.description } : {}),
        ...(catchAll === undefined
          ? {}
          : { catchAll: typeof catchAll === 'string' ? await addressOf(catchAll) : null }),
        policy: mailPolicy(before),
        accountPolicy: policyBefore(change, present),
      };
      await domains.update(by, domain.name, patch, domain.version);
    },
  };
}

function mailPolicy({ dmarc, spf }: AuditFields): Partial<DomainPolicy> {
  return {
    ...(dmarc === undefined ? {} : { dmarc: dmarc as DomainPolicy['dmarc'] }),
    ...(spf === undefined ? {} : { spf: spf as DomainPolicy['spf'] }),
  };
}
