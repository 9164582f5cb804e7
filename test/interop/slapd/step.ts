/** One operation of the script that is replayed against both servers. */
import { EXTENSION } from '../../../src/wire/ldap/extensions.ts';
import type { Control, Request } from '../../../src/wire/ldap/request.ts';
import type { Result } from '../../../src/wire/ldap/response.ts';
import type { LdapTestClient, SearchOptions } from '../../support/ldap-client.ts';
import { BASE } from './office.ts';
import type { Outcome } from './outcome.ts';

/** Whose connection it goes over; `nobody` has one of his own each time, not yet signed in. */
export type Viewer = 'anonymous' | 'alice' | 'admin' | 'nobody';

export interface Step {
  /** Unique: it stands in the table of differences. */
  readonly name: string;
  readonly as: Viewer;
  run(client: LdapTestClient): Promise<Outcome>;
}

export interface SearchStep extends SearchOptions {
  readonly as?: Viewer;
  readonly isOrdered?: boolean;
  /** What tells it from others that have the same base, filter and attributes. */
  readonly note?: string;
}

/** By default of the whole domain, and of names alone. */
export function search(filter: string, { as = 'alice', isOrdered, note, ...options }: SearchStep = {}): Step {
  const { base = BASE, scope = 'subtree', attributes = ['1.1'] } = options;
  const asked = attributes.length === 1 && attributes[0] === '1.1' ? '' : ` ${attributes.join(' ') || 'everything'}`;
  const where = base === BASE && scope === 'subtree' ? '' : ` ${scope} of "${base}"`;
  return {
    name: `${as}: search ${filter}${where}${asked}${note === undefined ? '' : `, ${note}`}`,
    as,
    run: async (client) => searched(await client.search({ ...options, base, scope, attributes, filter }), isOrdered),
  };
}

function searched({ entries, result }: Awaited<ReturnType<LdapTestClient['search']>>, isOrdered = false): Outcome {
  return { code: result.code, matchedName: result.matchedName ?? '', entries, isOrdered };
}

/** Anything that is answered by one result. */
export function ask(as: Viewer, name: string, request: Request, controls: readonly Control[] = []): Step {
  return { name: `${as}: ${name}`, as, run: (client) => outcomeOf(client, request, controls) };
}

export async function outcomeOf(
  client: LdapTestClient,
  request: Request,
  controls: readonly Control[] = [],
): Promise<Outcome> {
  const response = await client.ask(request, controls);
  if (!('result' in response)) throw new Error(`${response.kind} instead of a result`);
  const { code, matchedName = '' }: Result = response.result;
  return { code, matchedName };
}

/** Who somebody is for the server. */
export async function whoAmI(client: LdapTestClient): Promise<string> {
  const response = await client.ask({ kind: 'extended', name: EXTENSION.whoAmI, value: null });
  if (response.kind !== 'extended') throw new Error(`${response.kind} instead of an extended response`);
  return Buffer.from(response.value ?? []).toString();
}
