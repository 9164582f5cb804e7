/** LDAPMessage to a typed response, for clients. RFC 4511 section 4 */
import { Failure } from '../../base/failure.ts';
import { BerReader } from './ber-reader.ts';
import { applicationConstructed, context, contextConstructed, OCTET_STRING } from './ber-tag.ts';
import { SEARCH_ENTRY } from './encode-search-entry.ts';
import { parseAttribute, parseControls } from './parse-request.ts';
import type { Response, ResponseMessage, Result, ResultKind } from './response.ts';
import { resultName } from './result-code.ts';

const RESULT_KIND = new Map<number, ResultKind>([
  [applicationConstructed(5), 'search'],
  [applicationConstructed(7), 'modify'],
  [applicationConstructed(9), 'add'],
  [applicationConstructed(11), 'delete'],
  [applicationConstructed(13), 'modify-name'],
  [applicationConstructed(15), 'compare'],
]);
const BIND_RESPONSE = applicationConstructed(1);
const SEARCH_REFERENCE = applicationConstructed(19);
const EXTENDED_RESPONSE = applicationConstructed(24);
const INTERMEDIATE_RESPONSE = applicationConstructed(25);
const REFERRAL = contextConstructed(3);
const CONTROLS = contextConstructed(0);
/** Addresses of other servers in one response. */
const MAX_REFERRALS = 100;

/** Throws Failure `invalid`, `too-many`: nothing that follows can be trusted then. */
export function parseResponse(bytes: Uint8Array): ResponseMessage {
  const whole = new BerReader(bytes);
  const reader = whole.constructed();
  whole.mustEnd();
  const messageId = reader.integer();
  if (messageId < 0) throw new Failure('invalid', 'a message id below 0');
  return {
    messageId,
    response: parseOperation(reader),
    controls: reader.optional(CONTROLS, parseControls) ?? [],
  };
}

function parseOperation(reader: BerReader): Response {
  const tag = reader.nextTag ?? 0;
  const of = RESULT_KIND.get(tag);
  if (of !== undefined) return { kind: 'result', of, result: parseResult(reader.constructed(tag)) };
  switch (tag) {
    case BIND_RESPONSE: {
      const inner = reader.constructed(tag);
      return { kind: 'bind', result: parseResult(inner), saslCredentials: optional(inner, 7) };
    }
    case EXTENDED_RESPONSE: {
      const inner = reader.constructed(tag);
      const result = parseResult(inner);
      const name = inner.optional(context(10), (each) => each.text(context(10))) ?? null;
      return { kind: 'extended', result, name, value: optional(inner, 11) };
    }
    case SEARCH_ENTRY: {
      const inner = reader.constructed(tag);
      return { kind: 'entry', name: inner.text(), attributes: [...inner.constructed().each(parseAttribute)] };
    }
    case SEARCH_REFERENCE:
      return { kind: 'reference', addresses: parseReferrals(reader.constructed(tag)) };
    case INTERMEDIATE_RESPONSE: {
      reader.skip();
      return { kind: 'intermediate' };
    }
    default:
      throw new Failure('invalid', `a response of tag ${tag}`);
  }
}

function parseResult(reader: BerReader): Result {
  const code = resultName(reader.enumerated());
  const result = { code, matchedName: reader.text(), message: reader.text() };
  const referrals = reader.optional(REFERRAL, (each) => parseReferrals(each.constructed(REFERRAL)));
  return referrals === undefined ? result : { ...result, referrals };
}

function parseReferrals(reader: BerReader): readonly string[] {
  const addresses: string[] = [];
  for (const address of reader.each((each) => each.text(OCTET_STRING))) {
    if (addresses.length === MAX_REFERRALS) throw new Failure('too-many', 'too many referrals');
    addresses.push(address);
  }
  return addresses;
}

function optional(reader: BerReader, number: number): Uint8Array | null {
  return reader.optional(context(number), (each) => each.octets(context(number))) ?? null;
}
