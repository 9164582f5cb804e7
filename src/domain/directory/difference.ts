/** The fields that are not the same any more. Values are what JSON can hold, made by the same code on both sides. */
export function difference<T, F extends keyof T>(before: T, after: T, fields: readonly F[]): Partial<Pick<T, F>> {
  const changed: Partial<Pick<T, F>> = {};
  for (const field of fields) if (!sameValue(before[field], after[field])) changed[field] = after[field];
  return changed;
}

export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
