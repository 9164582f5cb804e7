import type { StoredDigest } from '../../domain/ports/contents.ts';

/** A digest for tests of what lies below the MIME layer: right in form, and different for different bytes. */
export function digestFor(bytes: Uint8Array, overrides: Partial<StoredDigest> = {}): StoredDigest {
  const text = Buffer.from(bytes).toString('latin1');
  const field = (name: string) => new RegExp(`^${name}: (.*?)\r?$`, 'im').exec(text)?.[1] ?? '';
  const subject = field('subject').toLowerCase();
  const messageId = field('message-id') || null;
  return {
    version: 1,
    envelope: `(NIL "${subject}" NIL NIL NIL NIL NIL NIL NIL ${messageId === null ? 'NIL' : `"${messageId}"`})`,
    parts: `text/plain ${bytes.length}`,
    preview: text.slice(text.indexOf('\r\n\r\n') + 4, 100),
    sentDay: null,
    sentAtMs: null,
    subjectKey: subject,
    fromKey: field('from').toLowerCase(),
    toKey: field('to').toLowerCase(),
    ccKey: '',
    bccKey: '',
    messageId,
    hasAttachment: false,
    threadKeys: messageId === null ? [] : [messageId, ...field('references').split(' ').filter(Boolean)],
    ...overrides,
  };
}
