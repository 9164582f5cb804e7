/** Who works in the office of `npm run dev`. */

export interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly language: 'en' | 'fr' | 'de' | 'it' | 'pl' | 'es';
}

export const PEOPLE: readonly Person[] = [
  { userId: 'alice', firstName: 'Alice', lastName: 'Archer', language: 'en' },
  { userId: 'bob', firstName: 'Bob', lastName: 'Baker', language: 'en' },
  { userId: 'chloe', firstName: 'Chloé', lastName: 'Charpentier', language: 'fr' },
  { userId: 'dieter', firstName: 'Dieter', lastName: 'Dürr', language: 'de' },
  { userId: 'elena', firstName: 'Elena', lastName: 'Esposito', language: 'it' },
  { userId: 'filip', firstName: 'Filip', lastName: 'Żak', language: 'pl' },
  { userId: 'gloria', firstName: 'Gloria', lastName: 'Núñez', language: 'es' },
];

export const ALIASES = [
  { name: 'team', owner: 'alice', members: PEOPLE.map(({ userId }) => userId), description: 'Everybody' },
  { name: 'sales', owner: 'bob', members: ['bob', 'chloe', 'gloria'], description: 'Orders and offers' },
  {
    name: 'support',
    owner: 'dieter',
    members: ['dieter', 'elena', 'sales@example.test'],
    description: 'Questions of customers',
  },
] as const;

export function passwordOf(userId: string): string {
  return `${userId}-at-the-office`;
}
