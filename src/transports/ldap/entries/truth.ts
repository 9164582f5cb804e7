/** The syntax Boolean: RFC 4517 section 3.3.3. */
export function formatTruth(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}

export function readTruth(text: string): boolean {
  return text.toUpperCase() === 'TRUE';
}
