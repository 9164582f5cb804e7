/** What a message can be found by in the trace: its addresses, its Message-ID, the words of its subject. */

const MAX_ADDRESSES = 200;
const MAX_SUBJECT_KEYS = 50;
const MAX_KEY_LENGTH = 320;

export interface TraceSubject {
  /** Return path; empty for the null one. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** With or without angle brackets. */
  readonly messageId: string | null;
  /** Decoded. */
  readonly subject: string | null;
}

/** Each lower case and NFC, none twice. */
export function traceKeys({ from, recipients, messageId, subject }: TraceSubject): readonly string[] {
  const id = messageId?.trim().replace(/^<|>$/g, '') ?? '';
  const words = subjectKeys(subject ?? '').slice(0, MAX_SUBJECT_KEYS);
  const keys = [from, ...recipients.slice(0, MAX_ADDRESSES), id, ...words].map((key) =>
    key.normalize('NFC').toLowerCase().slice(0, MAX_KEY_LENGTH),
  );
  return [...new Set(keys)].filter((key) => key !== '');
}

/** From the first letter or digit to the last: found in one pass, however long the signs around and between them are. */
const CORE = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;

/** What stands between white space, as people copy it, and each word in it: `r-42/2026` is also found by `2026`. */
function subjectKeys(subject: string): string[] {
  return subject
    .split(/\s+/u)
    .map((part) => CORE.exec(part)?.[0] ?? '')
    .flatMap((part) => [part, ...(part.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])]);
}
