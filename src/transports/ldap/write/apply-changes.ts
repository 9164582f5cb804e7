/** What the changes of a request make of the attributes that they name: RFC 4511 section 4.6, RFC 4525. */
import type { ModifyRequest } from '../../../wire/ldap/request.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import {
  type Breathe,
  type FormedValues,
  formOf,
  formValues,
  type GivenAttribute,
  readAttribute,
} from './given-attribute.ts';
import { Refusal } from './refusal.ts';

/** The values of attributes as a client wants them, in the order in which it first named them; none: without the attribute. */
export type Wanted = ReadonlyMap<AttributeType, readonly string[]>;

/** The entry that is changed. */
export interface Present {
  /** Of this very attribute. */
  values(type: AttributeType): readonly string[];
  /** Whether it can be counted up. */
  isCount(type: AttributeType): boolean;
}

type Change = ModifyRequest['changes'][number];

/** Each change acts on what those before it have made. Throws Refusal, and what `breathe` throws. */
export async function applyChanges(present: Present, changes: readonly Change[], breathe: Breathe): Promise<Wanted> {
  const wanted = new Map<AttributeType, FormedValues>();
  for (const { mode, attribute } of changes) {
    const given = await readAttribute(attribute, breathe);
    const { type } = given;
    if (mode === 'increment' && !present.isCount(type)) {
      throw new Refusal('constraintViolation', `${type.name}: attribute syntax inappropriate for increment`);
    }
    const values = wanted.get(type) ?? (await formValues(type, present.values(type), breathe));
    wanted.set(type, STEPS[mode](given, values));
  }
  return new Map([...wanted].map(([type, values]) => [type, [...values.values()]]));
}

const STEPS: Readonly<Record<Change['mode'], (given: GivenAttribute, values: FormedValues) => FormedValues>> = {
  add,
  delete: remove,
  replace: ({ values }) => values,
  increment,
};

function add({ type, values: added }: GivenAttribute, values: FormedValues): FormedValues {
  if (added.size === 0) throw new Refusal('protocolError', 'modify/add operation requires values');
  if (values.size > 0) mustHaveEquality(type);
  for (const [index, form] of [...added.keys()].entries()) {
    if (!values.has(form)) continue;
    throw new Refusal('attributeOrValueExists', `modify/add: ${type.name}: value #${index} already exists`);
  }
  return new Map([...values, ...added]);
}

function remove({ type, values: removed }: GivenAttribute, values: FormedValues): FormedValues {
  if (values.size === 0) throw new Refusal('noSuchAttribute', `modify/delete: ${type.name}: no such attribute`);
  if (removed.size === 0) return new Map();
  mustHaveEquality(type);
  const left = new Map(values);
  for (const form of removed.keys()) {
    if (left.delete(form)) continue;
    throw new Refusal('noSuchAttribute', `modify/delete: ${type.name}: no such value`);
  }
  return left;
}

/** RFC 4525 section 2 */
function increment({ type, values: given }: GivenAttribute, values: FormedValues): FormedValues {
  const [by, ...more] = given.values();
  if (by === undefined || more.length > 0) {
    throw new Refusal('protocolError', 'modify/increment operation requires single value');
  }
  if (!INTEGER.test(by)) throw new Refusal('invalidAttributeSyntax', `${type.name}: value #0 invalid per syntax`);
  if (values.size === 0) throw new Refusal('noSuchAttribute', `modify/increment: ${type.name}: no such attribute`);
  const raised = [...values.values()].map((value) => {
    if (INTEGER.test(value)) return String(BigInt(value) + BigInt(by));
    throw new Refusal('constraintViolation', `modify/increment: ${type.name}: "${value}" is no number`);
  });
  return new Map(raised.map((value) => [formOf(type, value), value]));
}

const INTEGER = /^(?:0|-?[1-9]\d{0,38})$/;

/** Without a rule nobody can tell which value is meant. RFC 4512 section 2.5.1 */
function mustHaveEquality({ name, equality }: AttributeType): void {
  if (equality === null) throw new Refusal('inappropriateMatching', `${name}: no equality matching rule`);
}
