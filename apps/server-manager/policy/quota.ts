/** A limit as the API has it, and as people choose it: an amount in a unit. ST6 */

export type Quota = number | 'none' | 'inherit';
export type SizeUnit = 'megabyte' | 'gigabyte' | 'terabyte';

export const SIZE_UNITS: readonly SizeUnit[] = ['megabyte', 'gigabyte', 'terabyte'];

const BYTES: Readonly<Record<SizeUnit, number>> = {
  megabyte: 1024 ** 2,
  gigabyte: 1024 ** 3,
  terabyte: 1024 ** 4,
};

/** The largest unit in which the size has few digits. */
export function splitSize(bytes: number): { readonly amount: number; readonly unit: SizeUnit } {
  const unit = SIZE_UNITS.findLast((each) => bytes >= BYTES[each] && Number.isInteger((bytes / BYTES[each]) * 10));
  const fitting = unit ?? 'megabyte';
  return { amount: Math.round((bytes / BYTES[fitting]) * 1000) / 1000, unit: fitting };
}

export function joinSize(amount: number, unit: SizeUnit): number {
  return Math.round(amount * BYTES[unit]);
}
