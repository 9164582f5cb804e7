/** The entry that a request names. */
import { isFailure } from '../../../base/failure.ts';
import { type DistinguishedName, formatName, parseName } from '../../../wire/ldap/distinguished-name.ts';
import { findPlace, nameOf, type Place } from '../entries/place.ts';
import { isVisible, type Sight } from './sight.ts';

export interface FoundBase {
  /** Null: there is no such entry, or none that the client may see. */
  readonly place: Place | null;
  /** The deepest entry above it that is there. */
  readonly matchedName: string;
}

/** Throws NameProblem for what is no name. */
export async function findBase(sight: Sight, text: string): Promise<FoundBase> {
  const { place, matched, above } = await findPlace(sight.directory, readName(text));
  if (place !== null && (await isVisible(sight, place))) return { place, matchedName: formatName(nameOf(place)) };
  if (above !== undefined && (await isVisible(sight, above)))
    return { place: null, matchedName: formatName(nameOf(above)) };
  // What may not be seen is told like what does not exist.
  const isLeaf = place?.kind === 'user' || place?.kind === 'alias' || place?.kind === 'group';
  return { place: null, matchedName: formatName(isLeaf ? nameOf(place).slice(1) : matched) };
}

/** A text that is no distinguished name: told as such, and not as a broken message. */
export class NameProblem extends Error {
  override readonly name = 'NameProblem';
}

/** Throws NameProblem. */
export function readName(text: string): DistinguishedName {
  try {
    return parseName(text);
  } catch (cause) {
    if (isFailure(cause)) throw new NameProblem('not a distinguished name', { cause });
    throw cause;
  }
}
