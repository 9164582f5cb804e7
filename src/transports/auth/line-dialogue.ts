/** The exchange of SMTP, IMAP and POP3: a challenge is a line with a prefix, an answer is a line. */
import { isFailure } from '../../base/failure.ts';
import type { Connection } from '../net/connection.ts';
import type { SaslDialogue } from './sasl-service.ts';

/** RFC 4954 section 4: 12,288 octets, which is more than any mechanism here needs. */
export const MAX_SASL_LINE_BYTES = 12 * 1024;
/** An answer that never ends ends the connection here. */
const MAX_SKIPPED_BYTES = 1024 * 1024;

/** @param prefix `334 ` for SMTP, `+ ` for IMAP and POP3. */
export function createLineDialogue(connection: Connection, prefix: string): SaslDialogue {
  return {
    ask: async (challenge) => {
      connection.write(`${prefix}${challenge}\r\n`);
      try {
        const line = Buffer.from(await connection.readLine(MAX_SASL_LINE_BYTES)).toString('latin1');
        return line.replace(/\r?\n$/, '');
      } catch (error) {
        if (isFailure(error, 'too-large')) await connection.skipLine(MAX_SKIPPED_BYTES);
        throw error;
      }
    },
  };
}
