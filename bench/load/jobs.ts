import { deliver } from './deliver.ts';
import { directoryLoad } from './directory-load.ts';
import { fillMailboxes } from './fill-mailboxes.ts';
import { IdleCrowd } from './idle-crowd.ts';
import { ImapSessions } from './imap-sessions.ts';
import { MailboxWatch } from './mailbox-watch.ts';
import { retrieveAll } from './retrieve-all.ts';
import { selectTimes } from './select-times.ts';
import { signIn } from './sign-in.ts';
import { smtpSource } from './smtp-source.ts';

const watch = new MailboxWatch();
const sessions = new ImapSessions();
const crowd = new IdleCrowd();

/** Everything a load process can be asked to do; what keeps connections between calls is an object of this process. */
export const jobs = {
  deliver,
  directoryLoad,
  fillMailboxes,
  retrieveAll,
  selectTimes,
  signIn,
  smtpSource,
  watchOpen: watch.open.bind(watch),
  watchUntil: watch.until.bind(watch),
  imapOpen: sessions.open.bind(sessions),
  imapMeasure: sessions.measure.bind(sessions),
  idleOpen: crowd.open.bind(crowd),
  idleProbe: crowd.probe.bind(crowd),
} as const;
