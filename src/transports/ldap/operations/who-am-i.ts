/** Who am I: RFC 4532. */
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import type { ExtendedRequest } from '../../../wire/ldap/request.ts';
import { userName } from '../entries/place.ts';
import type { Handler } from '../operation-context.ts';

export const whoAmI: Handler<ExtendedRequest> = async ({ session }, { value }) => {
  if (value !== null) {
    return { response: { kind: 'extended', result: { code: 'protocolError', message: 'there is no value here' } } };
  }
  const { principal, services } = session;
  const user = principal === null ? null : await services.store.reader().directory.user(principal.account);
  // The empty identity is the anonymous one.
  const identity = user === null ? '' : `dn:${formatName(userName(user))}`;
  return { response: { kind: 'extended', result: { code: 'success' }, value: Buffer.from(identity, 'utf8') } };
};
