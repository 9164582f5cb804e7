/** Requests that change the directory, written briefly. */

import { BerReader } from '../../src/wire/ldap/ber-reader.ts';
import { applicationConstructed, SET } from '../../src/wire/ldap/ber-tag.ts';
import { constructed, encode, octets } from '../../src/wire/ldap/ber-writer.ts';
import { CONTROL } from '../../src/wire/ldap/controls.ts';
import { encodeFilter } from '../../src/wire/ldap/encode-filter.ts';
import type { Filter } from '../../src/wire/ldap/filter.ts';
import { parseFilterText } from '../../src/wire/ldap/parse-filter-text.ts';
import type {
  AddRequest,
  Attribute,
  ChangeMode,
  Control,
  ModifyNameRequest,
  ModifyRequest,
  Request,
} from '../../src/wire/ldap/request.ts';
import type { ResponseMessage, Result } from '../../src/wire/ldap/response.ts';
import type { LdapTestClient } from './ldap-client.ts';

/** Texts, or octets as they are. */
export type Values = Readonly<Record<string, string | Uint8Array | readonly (string | Uint8Array)[]>>;

export function add(name: string, values: Values): AddRequest {
  return { kind: 'add', name, attributes: Object.entries(values).map(attribute) };
}

/** Each change is a mode with the attributes that it is about, in this order. */
export function modify(name: string, ...changes: readonly (readonly [ChangeMode, Values])[]): ModifyRequest {
  return {
    kind: 'modify',
    name,
    changes: changes.flatMap(([mode, values]) =>
      Object.entries(values).map((entry) => ({ mode, attribute: attribute(entry) })),
    ),
  };
}

export function rename(
  name: string,
  newRelativeName: string,
  more: Partial<Pick<ModifyNameRequest, 'deletesOld' | 'newSuperior'>> = {},
): ModifyNameRequest {
  return { kind: 'modify-name', name, newRelativeName, deletesOld: true, newSuperior: null, ...more };
}

export function remove(name: string): Request {
  return { kind: 'delete', name };
}

export function asserting(filter: string | Filter): Control {
  const parsed = typeof filter === 'string' ? parseFilterText(filter) : filter;
  return { type: CONTROL.assertion, isCritical: true, value: encode(encodeFilter(parsed)) };
}

export function reading(when: 'before' | 'after', ...attributes: readonly string[]): Control {
  const type = when === 'before' ? CONTROL.preRead : CONTROL.postRead;
  return { type, isCritical: true, value: encode(constructed(attributes.map((each) => octets(each)))) };
}

/** Sends, and returns the whole answer. */
export async function answer(
  client: LdapTestClient,
  request: Request,
  ...controls: readonly Control[]
): Promise<ResponseMessage> {
  const id = client.send(request, controls);
  const message = await client.next();
  if (message.messageId !== id) throw new Error(`an answer to ${message.messageId} instead of ${id}`);
  return message;
}

/** `code: message`, or the code alone. */
export async function told(client: LdapTestClient, request: Request, ...controls: readonly Control[]): Promise<string> {
  const { code, message = '' } = resultOf(await answer(client, request, ...controls));
  return message === '' ? code : `${code}: ${message}`;
}

export function resultOf({ response }: ResponseMessage): Result {
  if ('result' in response) return response.result;
  throw new Error(`${response.kind} instead of a result`);
}

/** The entry as it was read with a change; null where it was not. */
export function entryIn(
  { controls = [] }: ResponseMessage,
  when: 'before' | 'after',
): Readonly<Record<string, string[]>> | null {
  const type = when === 'before' ? CONTROL.preRead : CONTROL.postRead;
  const value = controls.find((control) => control.type === type)?.value;
  if (value === undefined || value === null) return null;
  const entry = new BerReader(value).constructed(applicationConstructed(4));
  const found: Record<string, string[]> = { dn: [entry.text()] };
  for (const each of entry.constructed().each((reader) => reader.constructed())) {
    found[each.text()] = [...each.constructed(SET).each((reader) => reader.text())];
  }
  return found;
}

function attribute([type, given]: readonly [string, Values[string]]): Attribute {
  const values = typeof given === 'string' || given instanceof Uint8Array ? [given] : given;
  return { type, values: values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value)) };
}
