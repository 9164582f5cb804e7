/** Patterns of LIST and LSUB: `*` matches anything, `%` anything but the separator. RFC 9051 section 6.3.9 */

/**
 * Whether a name matches. Linear in name times pattern, whatever the pattern: the set of reachable places in the
 * pattern is carried along the name, nothing is tried twice. INBOX as the first part is compared without case.
 */
export function matchesPattern(pattern: string, name: string, separator: string): boolean {
  let reached = new Uint8Array(pattern.length + 1);
  let next = new Uint8Array(pattern.length + 1);
  // "inbox" and its case variants name the one mailbox INBOX. RFC 9051 section 5.1
  const foldedLength = isInboxOrBelow(name, separator) ? INBOX.length : 0;
  reach(reached, 0, pattern);
  for (let i = 0; i < name.length; i++) {
    next.fill(0);
    let isAlive = false;
    for (let at = 0; at < pattern.length; at++) {
      if (reached[at] === 0) continue;
      const wanted = pattern[at];
      if (wanted === '*' || (wanted === '%' && name[i] !== separator)) next[at] = 1;
      else if (wanted === '%' || (i < foldedLength ? wanted?.toUpperCase() : wanted) !== name[i]) continue;
      isAlive = true;
      reach(next, wanted === '*' || wanted === '%' ? at : at + 1, pattern);
    }
    if (!isAlive) return false;
    [reached, next] = [next, reached];
  }
  return reached[pattern.length] === 1;
}

/** A place in the pattern is reached, and with it those behind wildcards, which may match nothing. */
function reach(reached: Uint8Array, from: number, pattern: string): void {
  let at = from;
  reached[at] = 1;
  while (pattern[at] === '*' || pattern[at] === '%') {
    at += 1;
    if (reached[at] === 1) return;
    reached[at] = 1;
  }
}

const INBOX = 'INBOX';

function isInboxOrBelow(name: string, separator: string): boolean {
  return name.startsWith(INBOX) && (name.length === INBOX.length || name[INBOX.length] === separator);
}
