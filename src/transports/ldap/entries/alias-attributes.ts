/** The attributes of an alias, and what it means to change them. REQUIREMENTS DI3 */
import type { Alias, Membership } from '../../../domain/ports/directory.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import type { AttributeRow, EntryDefinition } from './attribute-row.ts';

/** Who is in an alias, as far as somebody sees: names of entries, and addresses elsewhere. */
export interface AliasPeople {
  readonly owner: readonly string[];
  readonly member: readonly string[];
  readonly memberMail: readonly string[];
}

export type AliasFacts = Pick<Alias, 'localPart' | 'domainName' | 'description' | 'membership'> & AliasPeople;
export type AliasChange = Partial<Omit<AliasFacts, 'localPart' | 'domainName'>>;

export const ALIAS_CLASSES: readonly string[] = ['top', 'mailroomAlias'];
const MEMBERSHIPS: readonly string[] = ['open', 'self-service', 'closed'] satisfies Membership[];

/** In the order in which they are returned. */
export const ALIAS_ATTRIBUTES: readonly AttributeRow<AliasFacts, AliasChange>[] = [
  { name: 'objectClass', read: () => ALIAS_CLASSES, isList: true },
  { name: 'cn', read: ({ localPart }) => localPart },
  { name: 'mail', read: ({ localPart, domainName }) => formatMailAddress({ localPart, domain: domainName }) },
  {
    name: 'description',
    read: ({ description }) => description,
    write: ([description = '']) => ({ description }),
  },
  {
    name: 'mailroomMembership',
    read: ({ membership }) => membership,
    write: ([membership = '']) => (isMembership(membership) ? { membership } : null),
  },
  { name: 'owner', read: ({ owner }) => owner, write: (owner) => ({ owner }), isList: true },
  { name: 'member', read: ({ member }) => member, write: (member) => ({ member }), isList: true },
  {
    name: 'mailroomMemberMail',
    read: ({ memberMail }) => memberMail,
    write: (memberMail) => ({ memberMail }),
    isList: true,
  },
];

export const ALIAS: EntryDefinition<AliasFacts, AliasChange> = {
  classes: ALIAS_CLASSES,
  naming: 'cn',
  rows: ALIAS_ATTRIBUTES,
};

function isMembership(value: string): value is Membership {
  return MEMBERSHIPS.includes(value);
}
