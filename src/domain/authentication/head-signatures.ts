/** The signatures among the fields that go before a message on its way out, as this server has written them. */
import type { ByteString } from '../../formats/mime/byte-string.ts';
import { fieldValue, type Header, type HeaderField, parseHeaders } from '../../formats/mime/headers.ts';
import type { SealRequest } from '../ports/mail-auth.ts';

export interface HeadSignatures {
  /** The fields that are no signatures, in their order, with line ends. */
  readonly rest: ByteString;
  /** The domains that have signed by DKIM, each once. */
  readonly signers: readonly string[];
  readonly seal: (Omit<SealRequest, 'key'> & { readonly domain: string }) | null;
}

export function readHeadSignatures(head: ByteString): HeadSignatures {
  const header = parseHeaders(head);
  const isSignature = ({ name }: HeaderField) => name === 'dkim-signature' || name.startsWith('arc-');
  const signers = tagsOfAll(header, 'dkim-signature').map((tags) => tags.get('d') ?? '');
  return {
    rest: header.fields
      .filter((field) => !isSignature(field))
      .map(({ start, end }) => head.slice(start, end))
      .join(''),
    signers: [...new Set(signers)],
    seal: readSeal(header),
  };
}

/** RFC 8617 sections 4.1.1 and 4.1.3 */
function readSeal(header: Header): HeadSignatures['seal'] {
  const [tags] = tagsOfAll(header, 'arc-seal');
  const results = header.fields.find(({ name }) => name === 'arc-authentication-results');
  if (tags === undefined || results === undefined) return null;
  const result = tags.get('cv') === 'pass' ? 'pass' : 'none';
  return {
    domain: tags.get('d') ?? '',
    authenticationResults: fieldValue(header, results).replace(/^i=\d+;\s*/, ''),
    chain: { result, instances: Number(tags.get('i')) - 1, sealDomain: '', comment: '' },
  };
}

/** RFC 6376 section 3.2. White space is only there for folding. */
function tagsOfAll(header: Header, name: string): ReadonlyMap<string, string>[] {
  return header.fields
    .filter((field) => field.name === name)
    .map((field) => {
      const tags = fieldValue(header, field).replace(/\s+/g, '').split(';');
      return new Map(tags.map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]));
    });
}
