/** What names in the directory may look like. Each check returns the stored form or throws Failure `invalid`. */
import { Failure, isFailure } from '../../base/failure.ts';
import { isPrintable } from '../../base/printable.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { Profile } from '../ports/directory.ts';

const MAX_USER_ID_LENGTH = 64;
const MAX_GROUP_NAME_LENGTH = 64;
const MAX_DESCRIPTION_LENGTH = 1000;
const MAX_PROFILE_FIELD_LENGTH = 256;
/** Letters and digits of any script, and what is common in account names; it must not look like an address or a path. */
const USER_ID = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}_-])?$/u;
/** Scripts with letters that look the same: who mixes them writes a name that is taken for another one in every log. */
const ALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

export const EMPTY_PROFILE: Profile = {
  firstName: '',
  lastName: '',
  title: '',
  office: '',
  workPhone: '',
  mobilePhone: '',
  homePhone: '',
  pager: '',
  fax: '',
  alternateMail: '',
};

export function checkUserId(text: string): string {
  const userId = text.normalize('NFC');
  if (userId.length > MAX_USER_ID_LENGTH || !USER_ID.test(userId) || mixesAlike(userId)) throw invalid('userId', text);
  return userId;
}

export function checkDomainName(text: string): string {
  return named('domain', text, () => {
    const name = normalizeDomain(text);
    if (name.startsWith('[')) throw invalid('domain', text);
    return name;
  });
}

/** The address, in a domain by name: no address literal. */
export function checkAddress(text: string, field: string): MailAddress {
  return named(field, text, () => {
    const address = parseMailAddress(text);
    if (address.domain.startsWith('[')) throw invalid(field, text);
    return address;
  });
}

/** Any text that can be read and does not look like an address. */
export function checkGroupName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name === '' || name.length > MAX_GROUP_NAME_LENGTH || name.includes('@') || !isPrintable(name)) {
    throw invalid('group', text);
  }
  return name;
}

/** `name@domain` */
export function checkGroupAddress(text: string): { readonly name: string; readonly domain: string } {
  const at = text.lastIndexOf('@');
  if (at < 0) throw invalid('group', text);
  return { name: checkGroupName(text.slice(0, at)), domain: checkDomainName(text.slice(at + 1)) };
}

export function checkDescription(text: string): string {
  if (text.length > MAX_DESCRIPTION_LENGTH || !isPrintable(text)) throw invalid('description', text);
  return text.normalize('NFC');
}

export function checkProfile(profile: Partial<Profile>): Partial<Profile> {
  const checked: Record<string, string> = {};
  for (const [field, value] of Object.entries(profile)) {
    if (value.length > MAX_PROFILE_FIELD_LENGTH || !isPrintable(value)) throw invalid(field, value);
    checked[field] = value.trim().normalize('NFC');
  }
  if (checked.alternateMail !== undefined && checked.alternateMail !== '')
    checkAddress(checked.alternateMail, 'alternateMail');
  return checked;
}

export function invalid(field: string, value: string): Failure {
  return new Failure('invalid', `${field} is not acceptable: ${JSON.stringify(value.slice(0, 100))}`, {
    detail: { field, value: value.slice(0, 100) },
  });
}

function mixesAlike(text: string): boolean {
  return ALIKE.filter((script) => script.test(text)).length > 1;
}

/** Gives a failure of the format layer the name of the field that it is about. */
function named<T>(field: string, value: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isFailure(error, 'invalid')) throw invalid(field, value);
    throw error;
  }
}
