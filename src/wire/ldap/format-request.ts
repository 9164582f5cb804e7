/** Typed requests to LDAPMessage, for clients. RFC 4511 appendix B */
import { application, applicationConstructed, context, contextConstructed, ENUMERATED, SET } from './ber-tag.ts';
import { type BerElement, boolean, constructed, encode, integer, nothing, octets } from './ber-writer.ts';
import { encodeFilter } from './encode-filter.ts';
import { formatControls } from './format-response.ts';
import type { Attribute, BindRequest, ChangeMode, Request, RequestMessage, SearchScope } from './request.ts';

const SCOPE: Readonly<Record<SearchScope, number>> = { base: 0, one: 1, subtree: 2 };
const MODE: Readonly<Record<ChangeMode, number>> = { add: 0, delete: 1, replace: 2, increment: 3 };
const NEVER_DEREFERENCE = 0;

export function formatRequest({ messageId, request, controls }: RequestMessage): Buffer {
  return encode(constructed([integer(messageId), formatOperation(request), ...formatControls(controls)]));
}

function formatOperation(request: Request): BerElement {
  switch (request.kind) {
    case 'bind':
      return constructed(
        [integer(request.version), octets(request.name), formatAuthentication(request.authentication)],
        applicationConstructed(0),
      );
    case 'unbind':
      return nothing(application(2));
    case 'search':
      return constructed(
        [
          ...[octets(request.base), integer(SCOPE[request.scope], ENUMERATED)],
          ...[integer(NEVER_DEREFERENCE, ENUMERATED), integer(request.sizeLimit), integer(request.timeLimitSeconds)],
          ...[boolean(request.typesOnly), encodeFilter(request.filter)],
          constructed(request.attributes.map((attribute) => octets(attribute))),
        ],
        applicationConstructed(3),
      );
    case 'modify':
      return constructed(
        [
          octets(request.name),
          constructed(
            request.changes.map(({ mode, attribute }) =>
              constructed([integer(MODE[mode], ENUMERATED), formatAttribute(attribute)]),
            ),
          ),
        ],
        applicationConstructed(6),
      );
    case 'add':
      return constructed(
        [octets(request.name), constructed(request.attributes.map(formatAttribute))],
        applicationConstructed(8),
      );
    case 'delete':
      return octets(request.name, application(10));
    case 'modify-name':
      return constructed(
        [
          ...[octets(request.name), octets(request.newRelativeName), boolean(request.deletesOld)],
          ...(request.newSuperior === null ? [] : [octets(request.newSuperior, context(0))]),
        ],
        applicationConstructed(12),
      );
    case 'compare':
      return constructed(
        [octets(request.name), constructed([octets(request.attribute), octets(request.value)])],
        applicationConstructed(14),
      );
    case 'abandon':
      return integer(request.messageId, application(16));
    case 'extended':
      return constructed(
        [octets(request.name, context(0)), ...(request.value === null ? [] : [octets(request.value, context(1))])],
        applicationConstructed(23),
      );
  }
}

function formatAuthentication(authentication: BindRequest['authentication']): BerElement {
  switch (authentication.kind) {
    case 'simple':
      return octets(authentication.password, context(0));
    case 'sasl': {
      const { mechanism, credentials } = authentication;
      return constructed(
        [octets(mechanism), ...(credentials === null ? [] : [octets(credentials)])],
        contextConstructed(3),
      );
    }
    case 'other':
      throw new TypeError('a choice that this version of the protocol does not have');
  }
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
