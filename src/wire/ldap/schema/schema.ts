/** A schema: attribute types with their matching rules, and object classes. RFC 4512 section 4 */
import { isFailure } from '../../../base/failure.ts';
import { parseName } from '../distinguished-name.ts';
import {
  type AttributeDefinition,
  type ClassDefinition,
  parseAttributeDefinition,
  parseClassDefinition,
} from './definition.ts';
import { type MatchingRule, matchingRules, type ValueForm } from './matching-rules.ts';

export interface AttributeType {
  /** How it is shown. */
  readonly name: string;
  readonly oid: string;
  /** Of this type and those that it is a kind of: asking for `name` finds `cn`. RFC 4512 section 2.5.1 */
  readonly lineage: readonly string[];
  readonly equality: MatchingRule | null;
  readonly ordering: MatchingRule | null;
  readonly substrings: MatchingRule | null;
  readonly syntax: string;
  readonly isSingleValue: boolean;
  readonly mayUsersModify: boolean;
  readonly isOperational: boolean;
}

export interface ObjectClass extends ClassDefinition {
  readonly name: string;
}

export interface SchemaSource {
  readonly attributes: readonly string[];
  readonly classes: readonly string[];
}

export class Schema {
  readonly attributeTexts: readonly string[];
  readonly classTexts: readonly string[];
  readonly rules: readonly MatchingRule[];
  /** Object identifiers of all syntaxes that are used. RFC 4517 section 3.3 */
  readonly syntaxes: readonly string[];
  readonly #attributes = new Map<string, AttributeType>();
  readonly #classes = new Map<string, ObjectClass>();
  readonly #rules = new Map<string, MatchingRule>();

  /** Each definition may name only those before it. Throws Failure `invalid`. */
  constructor(sources: readonly SchemaSource[]) {
    this.attributeTexts = sources.flatMap(({ attributes }) => attributes);
    this.classTexts = sources.flatMap(({ classes }) => classes);
    this.rules = matchingRules({
      name: (value) => this.nameForm(value),
      identifier: (value) => this.#identifierForm(value),
    });
    for (const rule of this.rules) {
      for (const key of [rule.oid, rule.name]) this.#rules.set(key.toLowerCase(), rule);
    }
    for (const text of this.attributeTexts) this.#addAttribute(parseAttributeDefinition(text));
    for (const text of this.classTexts) this.#addClass(parseClassDefinition(text));
    const used = [...this.#attributes.values(), ...this.rules].map(({ syntax }) => syntax);
    this.syntaxes = [...new Set(used)].filter((syntax) => syntax !== '').sort();
  }

  /** @param description a name or an object identifier; options are not looked at: see `hasOptions`. */
  attribute(description: string): AttributeType | null {
    return this.#attributes.get(withoutOptions(description).toLowerCase()) ?? null;
  }

  objectClass(name: string): ObjectClass | null {
    return this.#classes.get(name.toLowerCase()) ?? null;
  }

  rule(name: string): MatchingRule | null {
    return this.#rules.get(name.toLowerCase()) ?? null;
  }

  /** The form in which two distinguished names are the same; null for what is none. */
  readonly nameForm: ValueForm = (value) => {
    try {
      return parseName(value)
        .map((component) =>
          component
            .map((each) => `${this.attribute(each.type)?.oid ?? each.type.toLowerCase()}=${this.#valueForm(each)}`)
            .sort()
            .join('+'),
        )
        .join('\0');
    } catch (error) {
      if (isFailure(error)) return null;
      throw error;
    }
  };

  /** `person` and `2.5.6.6` are the same. RFC 4517 section 4.2.26 */
  #identifierForm(value: string): string | null {
    const key = value.trim().toLowerCase();
    if (key === '') return null;
    return this.#classes.get(key)?.oid ?? this.#attributes.get(key)?.oid ?? key;
  }

  #valueForm({ type, value }: { readonly type: string; readonly value: string }): string {
    const form = this.attribute(type)?.equality?.form(value) ?? value;
    return form.replaceAll(/[\0+\\]/g, (character) => `\\${character.charCodeAt(0)}`);
  }

  #addAttribute(definition: AttributeDefinition): void {
    const superior = definition.superior === null ? null : this.attribute(definition.superior);
    const rule = (name: string | null) => (name === null ? null : this.rule(name));
    const type: AttributeType = {
      name: definition.names[0] ?? definition.oid,
      oid: definition.oid,
      lineage: [definition.oid, ...(superior?.lineage ?? [])],
      equality: rule(definition.equality) ?? superior?.equality ?? null,
      ordering: rule(definition.ordering) ?? superior?.ordering ?? null,
      substrings: rule(definition.substrings) ?? superior?.substrings ?? null,
      syntax: definition.syntax ?? superior?.syntax ?? '',
      isSingleValue: definition.isSingleValue,
      mayUsersModify: definition.mayUsersModify,
      isOperational: definition.isOperational,
    };
    for (const key of [definition.oid, ...definition.names]) this.#attributes.set(key.toLowerCase(), type);
  }

  #addClass(definition: ClassDefinition): void {
    const objectClass = { ...definition, name: definition.names[0] ?? definition.oid };
    for (const key of [definition.oid, ...definition.names]) this.#classes.set(key.toLowerCase(), objectClass);
  }
}

/** `cn;lang-de` is a kind of `cn`, and not the other way round: nothing in our directory has any. RFC 4512 section 2.5.2 */
export function hasOptions(description: string): boolean {
  return description.includes(';');
}

function withoutOptions(description: string): string {
  const semicolon = description.indexOf(';');
  return semicolon < 0 ? description : description.slice(0, semicolon);
}
