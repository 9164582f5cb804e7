/** Entries that can be changed over LDAP, each for who changes it. */
import type { Domain } from '../../../domain/ports/directory.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import type { Entry } from '../entries/entry.ts';
import type { LdapServices } from '../ldap-session.ts';
import type { Sight } from '../search/sight.ts';
import type { Wanted } from './apply-changes.ts';
import type { Author } from './author.ts';

/** In which a change is made. */
export interface Scene {
  readonly author: Author;
  readonly sight: Sight;
  readonly services: Pick<LdapServices, 'changes' | 'store'>;
}

/** The entry as a change has made it; null where the author does not see it. It may cost many look-ups. */
export type ReadAfter = () => Promise<Entry | null>;

/**
 * One entry as it was when it was looked at. Each change fails with `conflict` where it is another by now. They throw
 * Failure, and Refusal.
 */
export interface Subject {
  /** As the author sees it. */
  readonly before: Entry;
  isCount(type: AttributeType): boolean;
  /** Throws Refusal where nothing of the entry is the author's to change. */
  mustBeChangeable(): void;
  change(wanted: Wanted): Promise<ReadAfter>;
  /**
   * @param value by which it is named from now on; null: as before.
   * @param domain where it is from now on; null: where it is.
   */
  rename(value: string | null, domain: Domain | null): Promise<ReadAfter>;
  /** Throws Refusal where it is not the author's to delete. */
  mustBeDeletable(): void;
  delete(): Promise<void>;
}

/** An entry that is to be made. */
export interface Newcomer {
  readonly domain: Domain;
  /** By which it is named. */
  readonly value: string;
  /** With that value among them. */
  readonly wanted: Wanted;
  /** In the clear, or as a hash with its scheme; null: none was given. */
  readonly password: string | null;
}
