/** CHECK: RFC 3501 section 6.4.1. Everything is on stable storage already, so that nothing is left to do. */
import { type Handler, ok, SELECTED } from '../handler.ts';

export const check: Handler<'CHECK'> = {
  states: SELECTED,
  updates: 'all',
  run: () => ok('CHECK completed'),
};
