/** SETQUOTA, RFC 9208 section 4.1.3: QUOTASET is not announced, quotas are set where users are managed. */
import { type Handler, no, SIGNED_IN } from '../handler.ts';

export const setquota: Handler<'SETQUOTA'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  run: () => no('Quotas are set by the administrator', 'NOPERM'),
};
