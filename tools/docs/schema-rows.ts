/** A JSON Schema, as the endpoints have them, as rows of a table: a name such as `users[].mail`, and in words what may stand there. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly $ref?: string;
}

export interface SchemaRow {
  readonly name: string;
  readonly isRequired: boolean;
  readonly text: string;
}

/** Deeper ones are told by the type alone. */
const MAX_DEPTH = 6;

/** The fields of an object, and those inside of them below each. */
export function schemaRows(schema: JsonSchema, prefix = '', depth = 0): SchemaRow[] {
  if (depth > MAX_DEPTH) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    { name: prefix + name, isRequired: schema.required?.includes(name) === true, text: schemaText(property) },
    ...insideRows(property, prefix + name, depth),
  ]);
  return unique([...own, ...(schema.anyOf ?? []).flatMap((one) => schemaRows(one, prefix, depth + 1))]);
}

function insideRows(schema: JsonSchema, name: string, depth: number): SchemaRow[] {
  const rows = schemaRows({ ...schema, anyOf: [] }, `${name}.`, depth + 1);
  if (schema.items !== undefined) rows.push(...insideRows(schema.items, `${name}[]`, depth + 1));
  if (typeof schema.additionalProperties === 'object')
    rows.push(...insideRows(schema.additionalProperties, `${name}.*`, depth + 1));
  for (const one of schema.anyOf ?? []) rows.push(...insideRows(one, name, depth + 1));
  return rows;
}

/** The forms of a union may have the same fields. */
function unique(rows: readonly SchemaRow[]): SchemaRow[] {
  return rows.filter(({ name }, index) => rows.findIndex((row) => row.name === name) === index);
}

/** What may stand there: `text, at most 256 characters`. */
export function schemaText(schema: JsonSchema): string {
  const kind = kindOf(schema);
  const standard = schema.default === undefined ? '' : `; ${JSON.stringify(schema.default)} where it is left out`;
  const description = schema.description === undefined ? '' : `. ${schema.description.replace(/\.$/, '')}`;
  return `${kind}${standard}${description}`;
}

function kindOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(kindOf))].join(', or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return listed(schema.enum.map((value) => JSON.stringify(value)));
  if (typeof schema.type === 'object') return schema.type.map((type) => kindOf({ ...schema, type })).join(', or ');
  switch (schema.type) {
    case 'string':
      return textKind(schema);
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `list of: ${schema.items === undefined ? 'anything' : kindOf(schema.items)}${schema.maxItems === undefined ? '' : `; at most ${schema.maxItems}`}`;
    case 'object':
      return objectKind(schema);
    default:
      return 'any JSON value';
  }
}

function textKind({ format, maxLength }: JsonSchema): string {
  if (format === 'date-time') return 'time, as in RFC 3339';
  return maxLength === undefined ? 'text' : `text, at most ${maxLength} characters`;
}

function objectKind({ properties, additionalProperties, propertyNames }: JsonSchema): string {
  if (properties !== undefined || typeof additionalProperties !== 'object') return 'object';
  const names = propertyNames?.enum === undefined ? '' : ` with names among ${listed(propertyNames.enum.map(String))}`;
  return `object${names}, each: ${kindOf(additionalProperties)}`;
}

function bounds({ minimum, maximum }: JsonSchema): string {
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? null : minimum;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? null : maximum;
  if (low !== null && high !== null) return `, ${low} to ${high}`;
  if (low !== null) return `, at least ${low}`;
  return high === null ? '' : `, at most ${high}`;
}

function listed(values: readonly string[]): string {
  if (values.length < 2) return values.join('');
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
