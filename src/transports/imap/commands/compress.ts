/** COMPRESS=DEFLATE: RFC 4978 section 3. */
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';

export const compress: Handler<'COMPRESS'> = {
  states: SIGNED_IN,
  updates: 'none',
  run(session, { algorithm }) {
    if (algorithm !== 'DEFLATE') return no('Only DEFLATE is known');
    if (session.isCompressed) return no('DEFLATE is active already', 'COMPRESSIONACTIVE');
    session.isCompressed = true;
    return ok('DEFLATE active');
  },
  afterOk: ({ connection }) => connection.startCompression(),
};
