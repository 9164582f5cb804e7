/** Typed replies to LDAPMessage. RFC 4511 appendix B */
import { applicationConstructed, context, contextConstructed, ENUMERATED, SET } from './ber-tag.ts';
import { type BerElement, boolean, constructed, encode, integer, join, octets } from './ber-writer.ts';
import { SEARCH_ENTRY } from './encode-search-entry.ts';
import type { Attribute, Control } from './request.ts';
import type { OwnResponse, ResponseMessage, Result, ResultKind } from './response.ts';
import { RESULT } from './result-code.ts';

const RESULT_TAG: Readonly<Record<ResultKind, number>> = {
  search: applicationConstructed(5),
  modify: applicationConstructed(7),
  add: applicationConstructed(9),
  delete: applicationConstructed(11),
  'modify-name': applicationConstructed(13),
  compare: applicationConstructed(15),
};
const BIND_RESPONSE = applicationConstructed(1);
const EXTENDED_RESPONSE = applicationConstructed(24);
const CONTROLS = contextConstructed(0);

export function formatMessage({ messageId, response, controls = [] }: ResponseMessage<OwnResponse>): Buffer {
  return encode(constructed([integer(messageId), formatResponse(response), ...formatControls(controls)]));
}

/** For `formatEncodedMessage`. */
export function encodeMessageId(messageId: number): Uint8Array {
  return encode(integer(messageId));
}

/** A message without controls, of parts that were encoded before. */
export function formatEncodedMessage(messageId: Uint8Array, operation: Uint8Array): Uint8Array {
  return join([messageId, operation]);
}

/** The last element of a message; no element where there are none. */
export function formatControls(controls: readonly Control[]): readonly BerElement[] {
  return controls.length === 0 ? [] : [constructed(controls.map(formatControl), CONTROLS)];
}

/** A list of attributes as in an entry; also what reading an entry before or after a change returns (RFC 4527 section 3). */
export function formatEntry(name: string, attributes: readonly Attribute[], tag: number = SEARCH_ENTRY): BerElement {
  return constructed([octets(name), constructed(attributes.map(formatAttribute))], tag);
}

function formatResponse(response: OwnResponse): BerElement {
  switch (response.kind) {
    case 'result':
      return constructed(formatResult(response.result), RESULT_TAG[response.of]);
    case 'bind':
      return constructed(
        [...formatResult(response.result), ...optional(response.saslCredentials, context(7))],
        BIND_RESPONSE,
      );
    case 'extended':
      return constructed(
        [
          ...formatResult(response.result),
          ...optional(response.name, context(10)),
          ...optional(response.value, context(11)),
        ],
        EXTENDED_RESPONSE,
      );
    case 'entry':
      return formatEntry(response.name, response.attributes);
  }
}

function formatResult({ code, matchedName = '', message = '' }: Result): readonly BerElement[] {
  return [integer(RESULT[code], ENUMERATED), octets(matchedName), octets(message)];
}

function formatAttribute({ type, values }: Attribute): BerElement {
  return constructed([
    octets(type),
    constructed(
      values.map((value) => octets(value)),
      SET,
    ),
  ]);
}

function formatControl({ type, isCritical, value }: Control): BerElement {
  const parts = [octets(type)];
  // What is default is left out (RFC 4511 section 5.1).
  if (isCritical) parts.push(boolean(true));
  if (value !== null) parts.push(octets(value));
  return constructed(parts);
}

function optional(value: Uint8Array | string | null | undefined, tag: number): readonly BerElement[] {
  return value === null || value === undefined ? [] : [octets(value, tag)];
}
