/** Days of reports: `2026-11-23`, UTC. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** First and last second of a day, since the epoch. */
export function daySeconds(day: string): { readonly begin: number; readonly end: number } {
  const begin = Date.parse(`${day}T00:00:00Z`) / 1000;
  return { begin, end: begin + 86_400 - 1 };
}
