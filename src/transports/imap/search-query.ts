/** A search as IMAP words it, in the domain's terms. RFC 9051 section 6.4.4 */
import type { NumberRange, SearchQuery } from '../../domain/mailbox/index.ts';
import { FLAG_ANSWERED, FLAG_DELETED, FLAG_DRAFT, FLAG_FLAGGED, FLAG_SEEN } from '../../domain/ports/flags.ts';
import type { ModSeq } from '../../domain/ports/ids.ts';
import type { SearchKey, SequenceSet } from '../../wire/imap/command.ts';
import { parseEmailObjectId, parseThreadObjectId } from './object-ids.ts';

const FLAGS = {
  seen: FLAG_SEEN,
  answered: FLAG_ANSWERED,
  flagged: FLAG_FLAGGED,
  deleted: FLAG_DELETED,
  draft: FLAG_DRAFT,
} as const;

const EVERYTHING: SearchQuery = { kind: 'all' };
const NOTHING: SearchQuery = { kind: 'or', queries: [] };

/** @param savedUids what `$` stands for. Recursive: the parser has bounded the depth. */
export function toSearchQuery(key: SearchKey, savedUids: readonly NumberRange[]): SearchQuery {
  const convert = (inner: SearchKey): SearchQuery => toSearchQuery(inner, savedUids);
  const uids = (set: SequenceSet): SearchQuery => ({ kind: 'uid', ranges: set === '$' ? savedUids : set });
  switch (key.kind) {
    case 'all':
    case 'savedatesupported':
      return EVERYTHING;
    case 'and':
      return { kind: 'and', queries: key.keys.map(convert) };
    case 'or':
      return { kind: 'or', queries: [convert(key.left), convert(key.right)] };
    case 'not':
      return { kind: 'not', query: convert(key.key) };
    case 'sequence':
      return key.set === '$' ? uids('$') : { kind: 'sequence', ranges: key.set };
    case 'uid':
      return uids(key.set);
    case 'flag':
      return { kind: 'flags', flags: FLAGS[key.flag], isSet: key.isSet };
    case 'recent':
      return { kind: 'recent' };
    case 'new':
      return { kind: 'and', queries: [{ kind: 'recent' }, { kind: 'flags', flags: FLAG_SEEN, isSet: false }] };
    case 'old':
      return { kind: 'not', query: { kind: 'recent' } };
    case 'before':
    case 'on':
    case 'since':
      return { kind: 'received', when: key.kind, day: key.day };
    case 'sentbefore':
      return { kind: 'sent', when: 'before', day: key.day };
    case 'senton':
      return { kind: 'sent', when: 'on', day: key.day };
    case 'sentsince':
      return { kind: 'sent', when: 'since', day: key.day };
    case 'savedbefore':
      return { kind: 'saved', when: 'before', day: key.day };
    case 'savedon':
      return { kind: 'saved', when: 'on', day: key.day };
    case 'savedsince':
      return { kind: 'saved', when: 'since', day: key.day };
    case 'modseq':
      return { kind: 'modseq', from: key.since as ModSeq };
    case 'emailid': {
      const number = parseEmailObjectId(key.id);
      return number === null ? NOTHING : { kind: 'email', number };
    }
    case 'threadid': {
      const number = parseThreadObjectId(key.id);
      return number === null ? NOTHING : { kind: 'thread', number };
    }
    default:
      // These are worded alike on both sides.
      return key;
  }
}

/** The search asks for ModSeqs, which is a CONDSTORE enabling command. RFC 7162 section 3.1.5 */
export function usesModSeq(key: SearchKey): boolean {
  switch (key.kind) {
    case 'modseq':
      return true;
    case 'and':
      return key.keys.some(usesModSeq);
    case 'or':
      return usesModSeq(key.left) || usesModSeq(key.right);
    case 'not':
      return usesModSeq(key.key);
    default:
      return false;
  }
}
