/** Times of change as a remote directory writes them: generalized time, in UTC. RFC 4517 section 3.3.13 */

const TIME = /^(\d{14})([.,]\d+)?Z$/;

/** The second after it; what is no such time stays. */
export function nextSecond(time: string): string {
  const [, digits = '', rest = ''] = TIME.exec(time) ?? [];
  if (digits === '') return time;
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  const later = new Date(Date.parse(iso) + 1000);
  return Number.isNaN(later.getTime()) ? time : `${digitsOf(later)}${rest}Z`;
}

/** Whether it is still to come, by the second; never of what is no such time. */
export function isToCome(time: string, nowMs: number): boolean {
  const [, digits = ''] = TIME.exec(time) ?? [];
  return digits > digitsOf(new Date(nowMs));
}

function digitsOf(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/\D/g, '');
}
