/** Privileges as a form has them: every one of them says something, also that it says nothing. DI8 */
import type { PrivilegeName, PrivilegePatchInput } from '../../../src/wire/admin/privilege-schemas.ts';

export type PrivilegeValue = 'inherit' | 'give' | 'withhold';
export type PrivilegeValues = Readonly<Record<PrivilegeName, PrivilegeValue>>;

export const PRIVILEGES = [
  'change-password',
  'change-profile',
  'change-forwarding',
  'change-vacation',
  'change-junk',
  'create-aliases',
  'add-alias-members',
  'add-remote-members',
] as const satisfies readonly PrivilegeName[];

/** @param choices of the API: what is absent inherits. */
export function privilegeValues(choices: Readonly<Partial<Record<PrivilegeName, boolean>>>): PrivilegeValues {
  const entries = PRIVILEGES.map((name) => {
    const choice = choices[name];
    return [name, choice === undefined ? 'inherit' : choice ? 'give' : 'withhold'] as const;
  });
  return Object.fromEntries(entries) as Record<PrivilegeName, PrivilegeValue>;
}

/** Only what differs, as the API takes it. */
export function privilegePatch(before: PrivilegeValues, after: PrivilegeValues): PrivilegePatchInput {
  const changed = PRIVILEGES.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name] === 'inherit' ? null : after[name] === 'give']));
}
