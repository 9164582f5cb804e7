/** Attributes as a client gives them: known, changeable, with values of their syntax, each once. RFC 4511 section 4.1.7 */
import { isFailure } from '../../../base/failure.ts';
import type { Attribute } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { hasSyntax } from '../../../wire/ldap/schema/has-syntax.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { Refusal } from './refusal.ts';

/** Lets others go first where the turn is over: there may be thousands of values. */
export type Breathe = () => Promise<void>;

/** Values by the forms in which two of them are the same. */
export type FormedValues = ReadonlyMap<string, string>;

export interface GivenAttribute {
  readonly type: AttributeType;
  readonly values: FormedValues;
}

/** Throws Refusal, and what `breathe` throws. */
export async function readAttribute(
  { type: description, values }: Attribute,
  breathe: Breathe,
): Promise<GivenAttribute> {
  const type = typeOf(description);
  const formed = new Map<string, string>();
  for (const [index, octets] of values.entries()) {
    await breathe();
    const text = readText(octets);
    const form = text === null ? null : formOrNull(type, text);
    if (text === null || form === null || !hasSyntax(DIRECTORY_SCHEMA, type, text)) {
      throw new Refusal('invalidAttributeSyntax', `${type.name}: value #${index} invalid per syntax`);
    }
    if (formed.has(form)) {
      throw new Refusal('attributeOrValueExists', `${type.name}: value #${index} provided more than once`);
    }
    formed.set(form, text);
  }
  return { type, values: formed };
}

/** Of values that are there: each is once, and of its syntax. */
export async function formValues(
  type: AttributeType,
  values: readonly string[],
  breathe: Breathe,
): Promise<Map<string, string>> {
  const formed = new Map<string, string>();
  for (const value of values) {
    await breathe();
    formed.set(formOf(type, value), value);
  }
  return formed;
}

/** The form in which two values of an attribute are the same. */
export function formOf(type: AttributeType, value: string): string {
  return formOrNull(type, value) ?? value;
}

function formOrNull({ equality }: AttributeType, value: string): string | null {
  return equality === null ? value : equality.form(value);
}

/** Throws Refusal. */
function typeOf(description: string): AttributeType {
  // There are no tagging options here: an attribute with one is none that is known. RFC 4512 section 2.5.2
  const type = description.includes(';') ? null : DIRECTORY_SCHEMA.attribute(description);
  if (type === null) throw new Refusal('undefinedAttributeType', 'attribute type undefined');
  if (type.isOperational || !type.mayUsersModify) {
    throw new Refusal('constraintViolation', `${type.name}: no user modification allowed`);
  }
  return type;
}

/** Null for what is not UTF-8. */
function readText(octets: Uint8Array): string | null {
  try {
    return decodeUtf8(octets);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
