/** Operations that change the directory, as steps: each with the entry as it is afterwards. */
import { BerReader } from '../../../src/wire/ldap/ber-reader.ts';
import { applicationConstructed } from '../../../src/wire/ldap/ber-tag.ts';
import { constructed, encode, octets } from '../../../src/wire/ldap/ber-writer.ts';
import { CONTROL } from '../../../src/wire/ldap/controls.ts';
import { encodeFilter } from '../../../src/wire/ldap/encode-filter.ts';
import { parseFilterText } from '../../../src/wire/ldap/parse-filter-text.ts';
import { parseAttribute } from '../../../src/wire/ldap/parse-request.ts';
import type { Attribute, ChangeMode, Control, Request } from '../../../src/wire/ldap/request.ts';
import type { FoundEntry, LdapTestClient } from '../../support/ldap-client.ts';
import type { Outcome } from './outcome.ts';
import type { Step } from './step.ts';

export type Values = Readonly<Record<string, string | readonly string[]>>;

const attribute = (type: string, values: string | readonly string[]): Attribute => ({
  type,
  values: [values].flat().map((value) => Buffer.from(value)),
});

export interface Change {
  readonly as?: Step['as'];
  readonly controls?: readonly Control[];
  /** What is read afterwards; by default nothing. */
  readonly look?: string;
  /** What tells it from others of the same kind. */
  readonly note?: string;
}

/** One operation, what it read before or after the change, and the entry as it is then. */
export function step(what: string, request: Request, { as = 'admin', controls = [], look, note = '' }: Change): Step {
  return {
    name: `${as}: ${what}${note === '' ? '' : `, ${note}`}`,
    as,
    async run(client) {
      const outcome = await ask(client, request, controls);
      if (look === undefined) return outcome;
      const { entries } = await client.search({ base: look, scope: 'base' });
      return { ...outcome, entries: [...(outcome.entries ?? []), ...entries] };
    },
  };
}

async function ask(client: LdapTestClient, request: Request, controls: readonly Control[]): Promise<Outcome> {
  const id = client.send(request, controls);
  const { messageId, response, controls: replies = [] } = await client.next();
  if (messageId !== id || !('result' in response)) throw new Error(`an answer to ${messageId} instead of ${id}`);
  const { code, matchedName = '' } = response.result;
  const entries = replies.flatMap(({ type, value }) => (value === null ? [] : [readEntry(type, value)]));
  return { code, matchedName, entries };
}

/** RFC 4527 section 3: an entry as in an answer to a search. */
function readEntry(type: string, value: Uint8Array): FoundEntry {
  const entry = new BerReader(value).constructed(applicationConstructed(4));
  const when = type === CONTROL.preRead ? 'before' : 'after';
  const name = entry.text();
  const attributes = [...entry.constructed().each(parseAttribute)].map(
    (each) => [`${each.type} ${when}`, each.values.map((octet) => Buffer.from(octet).toString())] as const,
  );
  return { name, attributes: Object.fromEntries(attributes) };
}

export const add = (name: string, values: Values, more: Change = {}): Step =>
  step(
    `add "${name}"`,
    { kind: 'add', name, attributes: Object.entries(values).map(([type, each]) => attribute(type, each)) },
    more,
  );

export const modify = (
  name: string,
  changes: readonly (readonly [ChangeMode, string, ...string[]])[],
  more: Change = {},
): Step =>
  step(
    `modify "${name}": ${changes.map(([mode, type, ...values]) => `${mode} ${type} ${values.join(' and ')}`.trim()).join('; ')}`,
    {
      kind: 'modify',
      name,
      changes: changes.map(([mode, type, ...values]) => ({ mode, attribute: attribute(type, values) })),
    },
    more,
  );

export const rename = (
  name: string,
  newRelativeName: string,
  more: Change & { superior?: string; keepsOld?: true } = {},
): Step =>
  step(
    `rename "${name}" to ${newRelativeName}${more.superior === undefined ? '' : ` below "${more.superior}"`}${more.keepsOld ? ', keeping the old value' : ''}`,
    {
      kind: 'modify-name',
      name,
      newRelativeName,
      deletesOld: more.keepsOld !== true,
      newSuperior: more.superior ?? null,
    },
    more,
  );

export const remove = (name: string, more: Change = {}): Step =>
  step(`delete "${name}"`, { kind: 'delete', name }, more);

export const read = (type: typeof CONTROL.preRead | typeof CONTROL.postRead, ...attributes: string[]): Control => ({
  ...{ type, isCritical: true },
  value: encode(constructed(attributes.map((each) => octets(each)))),
});
export const provided = (filter: string): Control => ({
  ...{ type: CONTROL.assertion, isCritical: true },
  value: encode(encodeFilter(parseFilterText(filter))),
});
