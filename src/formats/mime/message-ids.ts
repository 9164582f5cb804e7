/** Message identifiers: RFC 5322 section 3.6.4, normalised as RFC 5256 section 3 (REFERENCES) asks for. */
import { type ByteString, trimBlank } from './byte-string.ts';

/** Identifiers kept of one field: the first, which names the thread, and the last ones, which name the ancestors. */
export const MAX_MESSAGE_IDS = 100;
/** A line's length (RFC 5322 section 2.1.1): longer identifiers are no identifiers. */
const MAX_ID_LENGTH = 998;

/**
 * The identifiers in a References, In-Reply-To or Message-ID value, without angle brackets, comments, white space and
 * quoting, in order. Words between them (obsolete phrases) are skipped. At most `MAX_MESSAGE_IDS`. Linear.
 */
export function parseMessageIds(value: ByteString): string[] {
  const ids: string[] = [];
  for (let at = value.indexOf('<'); at >= 0; at = value.indexOf('<', at)) {
    const id = readId(value, at + 1);
    at = id.end;
    if (id.text === '' || id.text.length > MAX_ID_LENGTH) continue;
    if (ids.length === MAX_MESSAGE_IDS) ids.splice(1, 1);
    ids.push(id.text);
  }
  return ids;
}

/** The Message-ID; one without angle brackets is taken as it is when it is one word. Null when there is none. */
export function parseMessageId(value: ByteString): string | null {
  const first = parseMessageIds(value)[0];
  if (first !== undefined) return first;
  const bare = trimBlank(value);
  return bare !== '' && bare.length <= MAX_ID_LENGTH && !/[\s<>]/.test(bare) ? bare : null;
}

/** Reads up to ">", "<" or the end. */
function readId(value: ByteString, start: number): { text: string; end: number } {
  let text = '';
  let from = start;
  let inQuotes = false;
  let commentDepth = 0;
  let at = start;
  for (; at < value.length; at++) {
    const character = value[at];
    if (inQuotes && character === '\\') {
      text += value.slice(from, at);
      from = ++at;
    } else if (character === '"' && commentDepth === 0) {
      text += value.slice(from, at);
      from = at + 1;
      inQuotes = !inQuotes;
    } else if (inQuotes) {
      // Quoted text is taken as it stands.
    } else if (character === '(') {
      if (commentDepth++ === 0) text += value.slice(from, at);
    } else if (commentDepth > 0) {
      if (character === ')') commentDepth--;
      from = at + 1;
    } else if (character === '>') {
      return { text: text + value.slice(from, at), end: at + 1 };
    } else if (character === '<') {
      // The one before was never closed.
      return { text: '', end: at };
    } else if (character === ' ' || character === '\t' || character === '\r' || character === '\n') {
      text += value.slice(from, at);
      from = at + 1;
    }
  }
  return { text: '', end: value.length };
}
