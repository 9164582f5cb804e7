/** Sizes and durations as people choose them: an amount in a unit. */

export type QuantityKind = 'size' | 'duration';

interface Unit {
  /** As Intl.NumberFormat knows it. */
  readonly name: string;
  readonly factor: number;
}

/** The smallest first. Sizes are counted by 1024. */
const UNITS: Readonly<Record<QuantityKind, readonly Unit[]>> = {
  size: [
    { name: 'byte', factor: 1 },
    { name: 'kilobyte', factor: 1024 },
    { name: 'megabyte', factor: 1024 ** 2 },
    { name: 'gigabyte', factor: 1024 ** 3 },
    { name: 'terabyte', factor: 1024 ** 4 },
  ],
  duration: [
    { name: 'millisecond', factor: 1 },
    { name: 'second', factor: 1000 },
    { name: 'minute', factor: 60_000 },
    { name: 'hour', factor: 3_600_000 },
    { name: 'day', factor: 86_400_000 },
  ],
};

export interface Quantity {
  readonly amount: number;
  readonly unit: string;
}

/** In the largest unit that has it without a fraction. Nothing is told in seconds, or megabytes. */
export function splitQuantity(kind: QuantityKind, value: number): Quantity {
  const fitting = UNITS[kind].findLast(({ factor }) => value !== 0 && value % factor === 0);
  if (fitting !== undefined) return { amount: value / fitting.factor, unit: fitting.name };
  return { amount: value, unit: kind === 'size' ? 'megabyte' : 'second' };
}

/** Rounded to whole bytes or milliseconds. */
export function joinQuantity(kind: QuantityKind, { amount, unit }: Quantity): number {
  const found = UNITS[kind].find(({ name }) => name === unit);
  return Math.round(amount * (found?.factor ?? 1));
}

/** Units in which something between these bounds can be said. */
export function unitsBetween(kind: QuantityKind, min: number, max: number): readonly string[] {
  const [first] = UNITS[kind];
  const fitting = UNITS[kind].filter(({ factor }) => factor <= max && factor * 1000 > min);
  return (fitting.length === 0 && first !== undefined ? [first] : fitting).map(({ name }) => name);
}

/** `14 days`, `50 MB`. */
export function quantityText(language: string, kind: QuantityKind, value: number): string {
  const { amount, unit } = splitQuantity(kind, value);
  return formatOf(language, kind, unit).format(amount);
}

/** Of several. */
export function unitName(language: string, kind: QuantityKind, unit: string): string {
  const parts = formatOf(language, kind, unit).formatToParts(5);
  return parts.find(({ type }) => type === 'unit')?.value ?? unit;
}

function formatOf(language: string, kind: QuantityKind, unit: string): Intl.NumberFormat {
  const unitDisplay = kind === 'duration' || unit === 'byte' ? 'long' : 'short';
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay });
}
