/** What one server answered, as facts that can be compared, and in what two answers differ. */
import { parseName } from '../../../src/wire/ldap/distinguished-name.ts';
import type { FoundEntry } from '../../support/ldap-client.ts';
import { BASE } from './office.ts';

export interface Outcome {
  /** The result code; of several operations all of them, with what else was said. */
  readonly code: string;
  /** The deepest entry that is there. */
  readonly matchedName?: string;
  readonly entries?: readonly FoundEntry[];
  /** The order of the entries counts. */
  readonly isOrdered?: boolean;
}

/** Each server has its own. */
const OWN_VALUES = new Set(['entryuuid', 'createtimestamp', 'modifytimestamp', 'entrycsn']);
/** Facts that are told of one difference. */
const MOST_TOLD = 3;
const MOST_CHARACTERS = 100;

/** What ours answered, and what slapd did, as far as they differ; null where they do not. */
export function differenceOf(ours: Outcome, theirs: Outcome): { ours: string; theirs: string } | null {
  const [own, other] = [factsOf(ours), factsOf(theirs)];
  const told = { ours: tell(ours, own, other), theirs: tell(theirs, other, own) };
  return ours.code === theirs.code && sameFacts(own, other) ? null : told;
}

function sameFacts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((fact, index) => fact === other[index]);
}

function tell({ code }: Outcome, facts: readonly string[], others: readonly string[]): string {
  const only = facts.filter((fact) => !others.includes(fact));
  const told = only.slice(0, MOST_TOLD).map((fact) => fact.slice(0, MOST_CHARACTERS).trim());
  const more = only.length > told.length ? [`${only.length - told.length} more`] : [];
  return [code, ...told, ...more].join('; ');
}

function factsOf({ matchedName = '', entries = [], isOrdered = false }: Outcome): readonly string[] {
  const facts = entries.flatMap((entry) => {
    const name = shortName(entry.name);
    const values = Object.entries(entry.attributes).flatMap(([attribute, all]) =>
      all.length === 0
        ? [`${name}: ${attribute}`]
        : all.map((value) => `${name}: ${attribute} = ${shown(attribute, value)}`),
    );
    return [name, ...values];
  });
  return [
    ...(matchedName === '' ? [] : [`matched ${shortName(matchedName)}`]),
    ...(isOrdered && entries.length > 0
      ? [`in the order ${entries.map(({ name }) => shortName(name)).join(' ')}`]
      : []),
    ...facts.sort(),
  ];
}

function shown(attribute: string, value: string): string {
  if (OWN_VALUES.has(attribute.toLowerCase())) return '…';
  return /^[a-z]+=.*dc=/i.test(value) ? shortName(value) : value;
}

/** As it is written differs from server to server; what stands below all of them is left out. */
function shortName(text: string): string {
  const name = parseName(text)
    .map((component) => component.map(({ type, value }) => `${type.toLowerCase()}=${value}`).join('+'))
    .join(',');
  return name === '' ? '""' : name.replace(new RegExp(`(?<=.),${BASE}$`, 'i'), '');
}
