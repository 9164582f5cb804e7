/** ENABLE: RFC 9051 section 6.3.1, RFC 7162 section 3.2.3, RFC 6855 section 3. */
import { enableCondstore } from '../condstore.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';
import type { ImapSession } from '../session.ts';

/** What can be enabled, and what that changes. */
const CAPABILITIES: Readonly<Record<string, (session: ImapSession) => void>> = {
  CONDSTORE: (session) => enableCondstore(session, session.selected?.view ?? null),
  // QRESYNC brings CONDSTORE with it.
  QRESYNC: (session) => {
    enableCondstore(session, session.selected?.view ?? null);
    session.isQresyncEnabled = true;
  },
  'UTF8=ACCEPT': (session) => {
    session.isUtf8Enabled = true;
  },
  IMAP4REV2: (session) => {
    session.isRev2Enabled = true;
  },
};

export const enable: Handler<'ENABLE'> = {
  states: SIGNED_IN,
  updates: 'all',
  run(session, { capabilities }) {
    const enabled: string[] = [];
    for (const name of new Set(capabilities)) {
      if (!Object.hasOwn(CAPABILITIES, name)) continue;
      CAPABILITIES[name]?.(session);
      enabled.push(name === 'IMAP4REV2' ? 'IMAP4rev2' : name);
    }
    session.connection.write(`* ENABLED${enabled.map((name) => ` ${name}`).join('')}\r\n`);
    return ok('ENABLE completed');
  },
};
