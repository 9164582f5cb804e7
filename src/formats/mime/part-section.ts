/** Part numbers and sections of IMAP: RFC 9051 section 6.4.5.1. */
import type { MimePart } from './mime-part.ts';

/** A range of octets of the message. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

/** What of a part; 'body' is the part itself, without its header. */
export type SectionText = 'body' | 'header' | 'text' | 'mime';

/**
 * The part with that number, or null.
 *
 * The parts of a multipart are numbered from 1; a message that is no multipart has its body as part 1. The same holds
 * within an encapsulated message, whose parts are numbered below its own part.
 */
export function findPart(root: MimePart, path: readonly number[]): MimePart | null {
  let container: MimePart | null = null;
  for (const number of path) {
    const part: MimePart | undefined = numberedParts(root, container)[number - 1];
    if (part === undefined) return null;
    container = part;
  }
  return container;
}

/**
 * The octets of BODY[<path>.<text>], or null when there is no such section.
 *
 * @param path part numbers; empty for the message itself
 */
export function findSection(root: MimePart, path: readonly number[], text: SectionText): OctetRange | null {
  if (path.length === 0) return messageSection(root, text);
  const part = findPart(root, path);
  if (part === null) return null;
  if (text === 'body') return { start: part.bodyStart, end: part.bodyEnd };
  if (text === 'mime') return { start: part.headerStart, end: part.bodyStart };
  // HEADER and TEXT are those of an encapsulated message.
  const message = part.type === 'message' ? part.children[0] : undefined;
  return message === undefined ? null : messageSection(message, text);
}

/** The parts that can be named below a container; below the message itself for null. */
function numberedParts(root: MimePart, container: MimePart | null): readonly MimePart[] {
  if (container?.type === 'multipart') return container.children;
  const message = container === null ? root : container.type === 'message' ? container.children[0] : undefined;
  if (message === undefined) return [];
  return message.type === 'multipart' ? message.children : [message];
}

function messageSection(message: MimePart, text: SectionText): OctetRange | null {
  const { headerStart, bodyStart, bodyEnd } = message;
  switch (text) {
    case 'body':
      return { start: headerStart, end: bodyEnd };
    case 'header':
      return { start: headerStart, end: bodyStart };
    case 'text':
      return { start: bodyStart, end: bodyEnd };
    case 'mime':
      return null;
  }
}
