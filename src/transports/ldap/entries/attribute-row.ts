/** How the attributes of one kind of entry follow from what the directory keeps, and back: one table for both ways. */
import type { EntryValues } from './entry.ts';

/**
 * @template T what the directory keeps.
 * @template C a change of it.
 */
export interface AttributeRow<T, C> {
  readonly name: string;
  /** Empty texts, nulls and empty lists are attributes that the entry does not have. */
  readonly read: (of: T) => string | readonly string[] | null;
  /**
   * What it means to give the attribute these values, none for taking it away; null for values that it cannot have.
   * Absent: it follows from others, and may only be given as what it is then.
   */
  readonly write?: (values: readonly string[]) => C | null;
  /** It may have several values; the others have one, whatever the standard allows. */
  readonly isList?: boolean;
  /** Whole numbers can be counted up. RFC 4525 */
  readonly isCount?: boolean;
}

export interface EntryDefinition<T, C> {
  readonly classes: readonly string[];
  /** The attribute by which entries are named. */
  readonly naming: string;
  readonly rows: readonly AttributeRow<T, C>[];
}

export function readRows<T>(rows: readonly Pick<AttributeRow<T, never>, 'name' | 'read'>[], of: T): EntryValues {
  const values: Record<string, ReturnType<AttributeRow<T, never>['read']>> = {};
  for (const { name, read } of rows) values[name] = read(of);
  return values;
}
