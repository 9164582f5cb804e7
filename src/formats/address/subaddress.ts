/** Sub-addresses, `user+detail`: RFC 5233 section 1. */
export interface Subaddress {
  /** The part before the separator: the name that is looked up. */
  readonly user: string;
  /** The part behind it, possibly empty; null when there is no separator. */
  readonly detail: string | null;
}

/** Splits at the first separator. A local part that begins with it is a name, not a detail of nobody. */
export function splitSubaddress(localPart: string, separator = '+'): Subaddress {
  const at = separator === '' ? -1 : localPart.indexOf(separator, 1);
  if (at < 0) return { user: localPart, detail: null };
  return { user: localPart.slice(0, at), detail: localPart.slice(at + separator.length) };
}
