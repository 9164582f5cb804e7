import type { Scenario } from '../scenario.ts';
import { bigDirectory } from './big-directory.ts';
import { bigMailbox } from './big-mailbox.ts';
import { delivery } from './delivery.ts';
import { directory } from './directory.ts';
import { directoryImport } from './directory-import.ts';
import { idle, idleTls } from './idle.ts';
import { imap } from './imap.ts';
import { pop3 } from './pop3.ts';
import { queue } from './queue.ts';
import { relay } from './relay.ts';
import { signIn } from './sign-in.ts';
import { web } from './web.ts';

/** Everything that runs against a whole server, in the order of the report. */
export const scenarios: readonly Scenario[] = [
  delivery,
  imap,
  pop3,
  idle,
  idleTls,
  signIn,
  bigMailbox,
  relay,
  queue,
  directory,
  bigDirectory,
  directoryImport,
  web,
];
