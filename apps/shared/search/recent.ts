/** What somebody has found in this tab before: his alone, and gone with the tab. */

export interface Found {
  readonly address: string;
  readonly label: string;
}

const MAX_RECENT = 6;

export function recentOf(userId: string): readonly Found[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isFound) : [];
  } catch {
    return [];
  }
}

export function remember(userId: string, { address, label }: Found): void {
  const others = recentOf(userId).filter((one) => one.address !== address);
  try {
    sessionStorage.setItem(keyOf(userId), JSON.stringify([{ address, label }, ...others].slice(0, MAX_RECENT)));
  } catch {
    // A browser that keeps nothing finds all the same.
  }
}

function keyOf(userId: string): string {
  return `mailroom-recent ${userId}`;
}

/** Only addresses of our own pages are gone to. */
function isFound(value: unknown): value is Found {
  if (typeof value !== 'object' || value === null) return false;
  const { address, label } = value as Partial<Found>;
  return typeof address === 'string' && address.startsWith('/msg/') && typeof label === 'string';
}
