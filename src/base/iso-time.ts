/** Times for people and programs alike: RFC 3339 section 5.6, to the second, with the offset of a zone. */

/** Minutes east of Greenwich at that time. */
export type ZoneOffset = (ms: number) => number;

export const localZone: ZoneOffset = (ms) => -new Date(ms).getTimezoneOffset();

/** `2026-11-23T14:05:00+01:00`, `2026-11-23T13:05:00Z`. */
export function isoTime(ms: number, zone: ZoneOffset = localZone): string {
  const offset = zone(ms);
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
