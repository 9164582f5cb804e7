/** NOOP: RFC 9051 section 6.1.2. */
import { ANY_STATE, type Handler, ok } from '../handler.ts';

export const noop: Handler<'NOOP'> = {
  states: ANY_STATE,
  updates: 'all',
  run: () => ok('NOOP completed'),
};
