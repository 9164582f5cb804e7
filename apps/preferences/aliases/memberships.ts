/** Who may change the members of an alias. */
export const MEMBERSHIPS = ['closed', 'self-service', 'open'] as const;

export type MembershipName = (typeof MEMBERSHIPS)[number];
