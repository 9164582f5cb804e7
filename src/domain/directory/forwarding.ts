/** What a user may have set: where his mail is sent on, and whose mail no block list keeps away. REQUIREMENTS MI5, K12 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { Forwarding } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import { checkAddress, checkDomainName } from './names.ts';
import { noSuch } from './no-such.ts';

/** Each is a copy of everything that comes. */
const MAX_FORWARDING_ADDRESSES = 20;
const MAX_WELCOME_SENDERS = 1000;

/**
 * In canonical form, each address once. An address here must exist, and not be the user's own: that would be a circle.
 * Throws Failure `invalid`, `not-found`, `too-many`.
 */
export async function checkForwarding(
  directory: DirectoryReader,
  account: AccountId,
  { addresses, keepsCopy }: Forwarding,
): Promise<Forwarding> {
  const checked = new Map<string, string>();
  for (const text of addresses) {
    const address = checkAddress(text, 'forwarding');
    const mail = formatMailAddress(address);
    if ((await directory.findDomain(address.domain)) !== null) {
      const target = await directory.resolve(foldName(address.localPart), address.domain);
      if (target === null) throw noSuch('address', text);
      if (target.kind === 'user' && target.account === account)
        throw new Failure('invalid', 'mail cannot be forwarded to the mailbox that it comes from', {
          detail: { field: 'forwarding', reason: 'forwarding-to-itself', value: text },
        });
    }
    checked.set(foldName(mail), checked.get(foldName(mail)) ?? mail);
  }
  if (checked.size === 0)
    throw new Failure('invalid', 'forwarding without an address', {
      detail: { field: 'forwarding', problem: 'empty' },
    });
  limit('forwarding', checked.size, MAX_FORWARDING_ADDRESSES);
  return { addresses: [...checked.values()], keepsCopy };
}

/** `alice@example.org`, or `@example.org` (also without the sign) for everybody there. Throws Failure `invalid`, `too-many`. */
export function checkWelcomeSenders(texts: readonly string[]): readonly string[] {
  const senders = new Set(texts.map((text) => foldName(checkWelcomeSender(text))));
  limit('welcomeSenders', senders.size, MAX_WELCOME_SENDERS);
  return [...senders];
}

function checkWelcomeSender(text: string): string {
  if (text.lastIndexOf('@') > 0) return formatMailAddress(checkAddress(text, 'welcomeSenders'));
  return `@${checkDomainName(text.replace(/^@/, ''))}`;
}

function limit(field: string, count: number, max: number): void {
  if (count <= max) return;
  throw new Failure('too-many', `${field}: more than ${max}`, { detail: { field, problem: 'too-many', max } });
}
