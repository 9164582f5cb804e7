/** A name as the last segment of an address: User IDs and names of groups may have any letter, also `/` and `%`. */

export function toSegment(name: string): string {
  return encodeURIComponent(name);
}

/**
 * The name that the page's address ends with. Routes give it half decoded, so that it could not be told what a `%` is.
 * What nobody has encoded is taken as it is.
 */
export function lastSegment(pathname = location.pathname): string {
  const segment = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
