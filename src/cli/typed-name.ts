/** From the fields of the management API to what stands on a command line. */
import type { Command } from 'commander';

/** Options and arguments that carry a field under another name. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  addresses: ['to'],
  forwarding: ['to'],
  welcomeSenders: ['add'],
  storageQuota: ['quota', 'size'],
  messageQuota: ['messages'],
  roleDomains: ['roleDomain'],
  privileges: ['allow'],
  synonyms: ['addSynonym'],
  name: ['newName', 'rename', 'group'],
  owners: ['owner'],
  members: ['member'],
  addOwners: ['addOwner'],
  removeOwners: ['removeOwner'],
  addMembers: ['addMember'],
  removeMembers: ['removeMember'],
  userName: ['user'],
  password: ['passwordStdin'],
  csv: ['file'],
};

/**
 * `--to` for `forwarding.addresses.0`, `<userId>` for `userId`; null where the command has nothing of that name, as for
 * the name of a setting, which was typed as it is.
 */
export function typedName(command: Command, field: string): string | null {
  const segments = field.split('.').filter((segment) => !/^\d+$/.test(segment));
  for (const segment of segments.reverse()) {
    for (const name of [segment, ...(ALSO[segment] ?? [])]) {
      const option = command.options.find((each) => each.attributeName() === name);
      if (option !== undefined) return option.long ?? null;
      const argument = command.registeredArguments.find((each) => each.name() === name);
      if (argument !== undefined) return `<${argument.name()}>`;
    }
  }
  return null;
}
