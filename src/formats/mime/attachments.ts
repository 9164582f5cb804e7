/** Which parts are attachments: RFC 8621 section 4.1.4 (`hasAttachment`) leaves the rule to the server. */
import type { MimePart } from './mime-part.ts';
import { partFileName } from './part-parameter.ts';

/** True when a person would say that something is attached: not for inline images, signatures and invitations' text. */
export function hasAttachment(root: MimePart): boolean {
  const open: MimePart[] = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (isAttachment(part, part === root)) return true;
    // What an attached message has attached counts by the message itself.
    if (part.type !== 'multipart' || FORMS.has(part.subtype)) continue;
    const isRelated = part.subtype === 'related';
    for (const [index, child] of part.children.entries()) {
      // The parts of a multipart/related are shown within its first one, unless they say that they are attached.
      if (!isRelated || index === 0 || child.disposition?.type === 'attachment') open.push(child);
    }
  }
  return false;
}

function isAttachment(part: MimePart, isRoot: boolean): boolean {
  if (part.type === 'multipart' || ACCESSORIES.has(`${part.type}/${part.subtype}`)) return false;
  const disposition = part.disposition?.type ?? null;
  if (disposition !== null && disposition !== 'inline') return true;
  if (part.type === 'message') return !isRoot && (part.subtype === 'rfc822' || part.subtype === 'global');
  if (part.type === 'text') return disposition === null && part.subtype !== 'calendar' && partFileName(part) !== null;
  return disposition === null || (part.type !== 'image' && partFileName(part) !== null);
}

/** Multiparts whose parts are their form: encrypted content, delivery and disposition reports. */
const FORMS: ReadonlySet<string> = new Set(['encrypted', 'report']);

/** Parts that belong to the form of a message, not to its content. */
const ACCESSORIES: ReadonlySet<string> = new Set([
  'application/pgp-signature',
  'application/pgp-encrypted',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/ms-tnef',
]);
