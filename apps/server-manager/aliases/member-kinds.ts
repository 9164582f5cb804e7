/** What a member of an alias is, as its name tells. DI3 */

export const MEMBER_KINDS = ['person', 'alias', 'elsewhere', 'file', 'program'] as const;

export type MemberKind = (typeof MEMBER_KINDS)[number];

/** @param domains of this server, with their synonyms: addresses in them that are members are those of aliases. */
export function kindOfMember(name: string, domains: ReadonlySet<string>): MemberKind {
  const channel = /^(file|program):/.exec(name)?.[1];
  if (channel === 'file' || channel === 'program') return channel;
  if (!name.includes('@')) return 'person';
  return domains.has(name.slice(name.lastIndexOf('@') + 1).toLowerCase()) ? 'alias' : 'elsewhere';
}
