/** A name as one segment of an address: User IDs and names of groups may have any letter, also `/` and `%`. */

export function toSegment(name: string): string {
  return encodeURIComponent(name);
}

/** @param segment as the address has it. What nobody has encoded is taken as it is. */
export function fromSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
