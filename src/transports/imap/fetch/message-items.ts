/** FETCH items for which the message itself is opened: its structure, and sections of it. RFC 9051 section 6.4.5 */
import type { SectionBytes, StoredMessage } from '../../../domain/mailbox/index.ts';
import { renderBodyStructure } from '../../../formats/mime/body-structure.ts';
import type { FetchItem, Partial, Section } from '../../../wire/imap/command.ts';
import { renderBinaryName, renderSectionName } from '../../../wire/imap/section-name.ts';

/** What goes into a response: text that is complete, or a name with octets that follow as a literal. */
export type Piece = string | { readonly name: string; readonly isBinary: boolean; readonly content: SectionBytes };

/** Looks the item up in an opened message. Throws Failure `unavailable`, `unsupported`. */
export type MessageItem = (message: StoredMessage) => Promise<Piece> | Piece;

export interface MessageItemContext {
  readonly isRev2: boolean;
}

/** Null for an item that needs no message: `rowRenderer` has it. */
export function messageItem(item: FetchItem, { isRev2 }: MessageItemContext): MessageItem | null {
  switch (item.kind) {
    case 'body':
      return ({ structure }) => `BODY ${renderBodyStructure(structure, { extended: false })}`;
    case 'bodystructure': {
      const options = { extended: true, decodeParameters: isRev2 };
      return ({ structure }) => `BODYSTRUCTURE ${renderBodyStructure(structure, options)}`;
    }
    case 'rfc822':
      return named('RFC822', { path: [], text: { kind: 'all' } });
    case 'rfc822.header':
      return named('RFC822.HEADER', { path: [], text: { kind: 'header' } });
    case 'rfc822.text':
      return named('RFC822.TEXT', { path: [], text: { kind: 'text' } });
    case 'section': {
      const name = renderSectionName(item.section, item.partial);
      return named(name, item.section, item.partial);
    }
    case 'binary': {
      const name = renderBinaryName(item.path, item.partial);
      return async (message) => {
        const content = await message.binary(item.path, item.partial);
        return content === null ? `${name} NIL` : { name, isBinary: mayHoldNul(content), content };
      };
    }
    case 'binary.size': {
      const name = `BINARY.SIZE[${item.path.join('.')}]`;
      return async (message) => `${name} ${(await message.binarySize(item.path)) ?? 0}`;
    }
    default:
      return null;
  }
}

function named(name: string, { path, text }: Section, partial: Partial | null = null): MessageItem {
  const request = { path, section: text, partial };
  return async (message) => {
    const content = await message.section(request);
    return content === null ? `${name} NIL` : { name, isBinary: false, content };
  };
}

/** A literal8 where it is needed, or where nobody knows yet: other clients know only literals. RFC 3516 section 4.2 */
function mayHoldNul({ bytes }: SectionBytes): boolean {
  return bytes === null || bytes.includes(0);
}
