/** FLAGS and PERMANENTFLAGS. RFC 9051 section 7.3.5, section 7.1 */
import { SYSTEM_FLAG_NAMES } from '../../wire/imap/flag-list.ts';
import { statusResponse } from '../../wire/imap/responses.ts';

/** @param keywords in use in the mailbox. */
export function flagsResponse(keywords: readonly string[], isReadOnly: boolean): string {
  const flags = [...SYSTEM_FLAG_NAMES, ...keywords].join(' ');
  const permanent = isReadOnly ? '()' : `(${flags} \\*)`;
  const text = isReadOnly ? 'No flag can be changed' : 'Any keyword can be used';
  return `* FLAGS (${flags})\r\n${statusResponse('*', 'OK', `PERMANENTFLAGS ${permanent}`, text)}`;
}
