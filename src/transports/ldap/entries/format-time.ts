/** GeneralizedTime in UTC: RFC 4517 section 3.3.13. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
}
