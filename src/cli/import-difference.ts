/** What a file of users would change: who is new, and whose fields are others than those of the same User ID here. */
import { isFailure } from '../base/failure.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { UserView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { ImportResult, ImportRow } from './import-rows.ts';

export interface UserDifference {
  readonly line: number;
  readonly userId: string;
  /** An import makes users and changes none: what is different stays as it is here. */
  readonly kind: 'new' | 'different';
  /** Of one that is different: what is here, and what the file says. */
  readonly fields: Readonly<Record<string, { readonly here: string; readonly file: string }>>;
}

/** In the order of the file, without users who are the same here. */
export async function differenceOf(
  client: AdminClient,
  rows: readonly ImportRow[],
  refused: ImportResult['refused'],
): Promise<UserDifference[]> {
  const refusedLines = new Set(refused.map(({ line }) => line));
  const differences: UserDifference[] = [];
  for (const row of rows) {
    const { userId = '' } = row.values;
    if (!refusedLines.has(row.line)) {
      differences.push({ line: row.line, userId, kind: 'new', fields: {} });
    } else if (userId.trim() !== '') {
      // Whatever it was refused for: a file without passwords is compared as well.
      const user = await userNamed(client, userId.trim());
      const fields = user === null ? {} : fieldsThatDiffer(user, row);
      if (Object.keys(fields).length > 0) differences.push({ line: row.line, userId, kind: 'different', fields });
    }
  }
  return differences;
}

export function sayDifference(
  context: CliContext,
  options: CommonOptions,
  differences: readonly UserDifference[],
): void {
  for (const { userId, kind, fields } of differences) {
    if (kind === 'new') context.say(options, `+ ${userId}`);
    for (const [field, { here, file }] of Object.entries(fields)) {
      context.say(options, `~ ${userId} ${field}: ${JSON.stringify(here)} → ${JSON.stringify(file)}`);
    }
  }
}

/** Null: there is none, or can be none of that name. */
async function userNamed(client: AdminClient, userId: string): Promise<UserView | null> {
  try {
    return await client.call(ENDPOINTS['user.show'], { path: { userId } });
  } catch (error) {
    if (isFailure(error, 'not-found') || isFailure(error, 'invalid')) return null;
    throw error;
  }
}

/**
 * Only what the file says something of: an empty field is no wish to have it empty. Quotas and answers may be
 * written in many ways: of those only the plainest are compared.
 */
function fieldsThatDiffer(user: UserView, { values }: ImportRow): UserDifference['fields'] {
  const here: Readonly<Record<string, string>> = {
    mail: user.mail,
    language: user.language ?? '',
    ...user.profile,
    role: user.role,
    roleDomains: user.roleDomains.join(' '),
    forwardTo: (user.forwarding?.addresses ?? []).join(' '),
    ...answersOf(user, values),
  };
  const names = Object.keys(here).filter((name) => (values[name] ?? '') !== '' && values[name] !== here[name]);
  return Object.fromEntries(names.map((name) => [name, { here: here[name] ?? '', file: values[name] ?? '' }]));
}

/** Those that the file gives as `true` or `false`. */
function answersOf({ isEnabled, isListed, forwarding }: UserView, values: ImportRow['values']): Record<string, string> {
  const answers = { isEnabled, isListed, forwardKeepsCopy: forwarding?.keepsCopy ?? false };
  const given = Object.entries(answers).filter(([name]) => /^(?:true|false)$/.test(values[name] ?? ''));
  return Object.fromEntries(given.map(([name, answer]) => [name, String(answer)]));
}
