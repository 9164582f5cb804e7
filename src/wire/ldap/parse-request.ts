/** LDAPMessage to a typed request. RFC 4511 sections 4.1.1, 4.2 to 4.12 */
import { Failure } from '../../base/failure.ts';
import { BerReader } from './ber-reader.ts';
import {
  application,
  applicationConstructed,
  BOOLEAN,
  context,
  contextConstructed,
  OCTET_STRING,
  SET,
} from './ber-tag.ts';
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from './filter-limits.ts';
import { MAX_ATTRIBUTES, MAX_CONTROLS, MAX_VALUES } from './limits.ts';
import { parseFilter } from './parse-filter.ts';
import type {
  Attribute,
  BindRequest,
  ChangeMode,
  Control,
  Request,
  RequestKind,
  RequestMessage,
  SearchRequest,
} from './request.ts';

interface OperationSyntax {
  readonly tag: number;
  readonly parse: (reader: BerReader, tag: number, limits: FilterLimits) => Request;
}

const OPERATIONS: Readonly<Record<RequestKind, OperationSyntax>> = {
  bind: { tag: applicationConstructed(0), parse: parseBind },
  unbind: { tag: application(2), parse: parseUnbind },
  search: { tag: applicationConstructed(3), parse: parseSearch },
  modify: { tag: applicationConstructed(6), parse: parseModify },
  add: { tag: applicationConstructed(8), parse: parseAdd },
  delete: { tag: application(10), parse: (reader, tag) => ({ kind: 'delete', name: reader.text(tag) }) },
  'modify-name': { tag: applicationConstructed(12), parse: parseModifyName },
  compare: { tag: applicationConstructed(14), parse: parseCompare },
  abandon: { tag: application(16), parse: (reader, tag) => ({ kind: 'abandon', messageId: messageId(reader, tag) }) },
  extended: { tag: applicationConstructed(23), parse: parseExtended },
};

const KIND_OF_TAG = new Map(Object.entries(OPERATIONS).map(([kind, { tag }]) => [tag, kind as RequestKind]));
const SCOPES: readonly SearchRequest['scope'][] = ['base', 'one', 'subtree'];
const CHANGE_MODES: readonly ChangeMode[] = ['add', 'delete', 'replace', 'increment'];
const LAST_DEREF_CHOICE = 3;
const SASL = contextConstructed(3);
const CONTROLS = contextConstructed(0);

/** A message of which the operation has not been read: enough to refuse it by name. */
export interface UnreadMessage {
  readonly messageId: number;
  readonly kind: RequestKind;
  /** Throws Failure `invalid`, `too-many`. */
  read(limits?: FilterLimits): RequestMessage;
}

/**
 * Reads who asks for what kind of operation. Throws Failure `invalid` when not even that can be told: the connection is
 * to be ended then (RFC 4511 section 4.1.1).
 */
export function openMessage(bytes: Uint8Array): UnreadMessage {
  const whole = new BerReader(bytes);
  const reader = whole.constructed();
  whole.mustEnd();
  const id = messageId(reader);
  const tag = reader.nextTag ?? 0;
  const kind = KIND_OF_TAG.get(tag);
  // The id 0 is the server's own (RFC 4511 section 4.4).
  if (kind === undefined || id === 0) throw new Failure('invalid', `an operation of tag ${tag}`);
  return {
    messageId: id,
    kind,
    read(limits = DEFAULT_FILTER_LIMITS) {
      const body = new BerReader(bytes).constructed();
      // The id has been read.
      body.skip();
      const request = OPERATIONS[kind].parse(body, tag, limits);
      return { messageId: id, request, controls: body.optional(CONTROLS, parseControls) ?? [] };
    },
  };
}

function messageId(reader: BerReader, tag?: number): number {
  const id = reader.integer(tag);
  if (id < 0) throw new Failure('invalid', 'a message id below 0');
  return id;
}

function parseBind(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  return { kind: 'bind', version: inner.integer(), name: inner.text(), authentication: parseAuthentication(inner) };
}

function parseAuthentication(reader: BerReader): BindRequest['authentication'] {
  if (reader.nextTag === context(0)) return { kind: 'simple', password: reader.octets(context(0)) };
  if (reader.nextTag !== SASL) {
    reader.skip();
    return { kind: 'other' };
  }
  const inner = reader.constructed(SASL);
  const mechanism = inner.text();
  return { kind: 'sasl', mechanism, credentials: inner.optional(OCTET_STRING, (each) => each.octets()) ?? null };
}

function parseUnbind(reader: BerReader, tag: number): Request {
  reader.null(tag);
  return { kind: 'unbind' };
}

function parseSearch(reader: BerReader, tag: number, limits: FilterLimits): Request {
  const inner = reader.constructed(tag);
  const base = inner.text();
  const scope = oneOf(SCOPES, inner.enumerated());
  // There are no alias entries to follow, so that the choice makes no difference; a wrong one is still wrong.
  const dereference = inner.enumerated();
  if (dereference < 0 || dereference > LAST_DEREF_CHOICE) throw new Failure('invalid', 'an unknown choice');
  return {
    ...{ kind: 'search', base, scope },
    sizeLimit: limit(inner),
    timeLimitSeconds: limit(inner),
    typesOnly: inner.boolean(),
    filter: parseFilter(inner, limits),
    attributes: bounded(inner.constructed(), MAX_ATTRIBUTES, (each) => each.text()),
  };
}

function limit(reader: BerReader): number {
  const value = reader.integer();
  if (value < 0) throw new Failure('invalid', 'a limit below 0');
  return value;
}

function parseModify(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  const name = inner.text();
  const changes = bounded(inner.constructed(), MAX_ATTRIBUTES, (each) => {
    const change = each.constructed();
    return { mode: oneOf(CHANGE_MODES, change.enumerated()), attribute: parseAttribute(change) };
  });
  mustBeFew(changes.map(({ attribute }) => attribute));
  return { kind: 'modify', name, changes };
}

function parseAdd(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  const name = inner.text();
  const attributes = bounded(inner.constructed(), MAX_ATTRIBUTES, parseAttribute);
  mustBeFew(attributes);
  if (attributes.some(({ values }) => values.length === 0))
    throw new Failure('invalid', 'an attribute without a value');
  return { kind: 'add', name, attributes };
}

/** An attribute with its values. Throws Failure `invalid`, `too-many`. */
export function parseAttribute(reader: BerReader): Attribute {
  const inner = reader.constructed();
  return { type: inner.text(), values: bounded(inner.constructed(SET), MAX_VALUES, (each) => each.octets()) };
}

function mustBeFew(attributes: readonly Attribute[]): void {
  const values = attributes.reduce((sum, attribute) => sum + attribute.values.length, 0);
  if (values > MAX_VALUES) throw tooMany('values', MAX_VALUES);
}

function parseModifyName(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  return {
    kind: 'modify-name',
    name: inner.text(),
    newRelativeName: inner.text(),
    deletesOld: inner.boolean(BOOLEAN),
    newSuperior: inner.optional(context(0), (each) => each.text(context(0))) ?? null,
  };
}

function parseCompare(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  const name = inner.text();
  const assertion = inner.constructed();
  return { kind: 'compare', name, attribute: assertion.text(), value: assertion.octets() };
}

function parseExtended(reader: BerReader, tag: number): Request {
  const inner = reader.constructed(tag);
  const name = inner.text(context(0));
  return { kind: 'extended', name, value: inner.optional(context(1), (each) => each.octets(context(1))) ?? null };
}

/** The controls of a message. Throws Failure `invalid`, `too-many`. */
export function parseControls(reader: BerReader): readonly Control[] {
  return bounded(reader.constructed(CONTROLS), MAX_CONTROLS, (each) => {
    const control = each.constructed();
    return {
      type: control.text(),
      isCritical: control.optional(BOOLEAN, (flag) => flag.boolean()) ?? false,
      value: control.optional(OCTET_STRING, (value) => value.octets()) ?? null,
    };
  });
}

function bounded<T>(reader: BerReader, max: number, read: (reader: BerReader) => T): readonly T[] {
  const all: T[] = [];
  for (const each of reader.each(read)) {
    if (all.length === max) throw tooMany('elements', max);
    all.push(each);
  }
  return all;
}

function oneOf<T>(choices: readonly T[], index: number): T {
  const choice = choices[index];
  if (choice === undefined) throw new Failure('invalid', 'an unknown choice');
  return choice;
}

function tooMany(what: string, max: number): Failure {
  return new Failure('too-many', `more than ${max} ${what}`, { detail: { max } });
}
