/** Texts of the catalogue begin with a small letter and have no full stop: in help they stand in tables. */
export function sentence(text: string): string {
  const whole = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
