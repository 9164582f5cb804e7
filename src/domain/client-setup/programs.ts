/** How each program is set up, in words: steps of the catalogue of texts. REQUIREMENTS PM2 */
import type { TextKey } from '../../../locales/index.ts';
import { bestServer, type Mailbox, type MailServer } from '../../formats/client-setup/mail-server.ts';
import type { SetupFileKind } from './setup-files.ts';

export const PROGRAMS = ['thunderbird', 'outlook', 'mac', 'iphone', 'android', 'gmail', 'mutt', 'other'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/**
 * How little its user has to do: `automatic` (address and password), `file` (a file has all), `link` (a one-time link for
 * a device), `manual` (the servers are typed).
 */
export type SetupWay = 'automatic' | 'file' | 'link' | 'manual';

export interface ProgramSetup {
  readonly program: ProgramName;
  readonly ways: readonly SetupWay[];
  /** In their order; each may have the value `address`. */
  readonly steps: readonly TextKey[];
  /** The file that sets it up; null where there is none. */
  readonly file: SetupFileKind | null;
  /** Lines for the file of its settings; empty where it has none. */
  readonly configuration: string;
}

type Guide = Omit<ProgramSetup, 'program' | 'configuration'>;

const GUIDES: Readonly<Record<ProgramName, Guide>> = {
  thunderbird: {
    ways: ['automatic'],
    steps: [
      'client-setup.step.thunderbird-open',
      'client-setup.step.enter-address',
      'client-setup.step.found-by-itself',
    ],
    file: null,
  },
  outlook: {
    ways: ['automatic', 'file'],
    steps: [
      'client-setup.step.outlook-add',
      'client-setup.step.outlook-kind',
      'client-setup.step.enter-servers',
      'client-setup.step.outlook-file',
    ],
    file: 'outlook',
  },
  mac: {
    ways: ['file', 'link'],
    steps: ['client-setup.step.mac-download', 'client-setup.step.mac-install'],
    file: 'apple',
  },
  iphone: {
    ways: ['link', 'file'],
    steps: ['client-setup.step.iphone-scan', 'client-setup.step.iphone-install'],
    file: 'apple',
  },
  android: {
    ways: ['automatic', 'link'],
    steps: ['client-setup.step.android-open', 'client-setup.step.enter-address', 'client-setup.step.found-by-itself'],
    file: null,
  },
  gmail: {
    ways: ['manual', 'link'],
    steps: ['client-setup.step.gmail-add', 'client-setup.step.enter-servers'],
    file: null,
  },
  mutt: { ways: ['manual'], steps: ['client-setup.step.mutt-file'], file: null },
  other: { ways: ['manual'], steps: ['client-setup.step.enter-servers'], file: null },
};

export function programSetups(mailbox: Mailbox): readonly ProgramSetup[] {
  return PROGRAMS.map((program) => {
    const configuration = program === 'mutt' ? muttConfiguration(mailbox) : '';
    return { program, ...GUIDES[program], configuration };
  });
}

function muttConfiguration({ address, userName, servers }: Mailbox): string {
  const imap = bestServer(servers, 'imap');
  const submission = bestServer(servers, 'submission');
  const user = encodeURIComponent(userName);
  const lines = [
    `set from = ${quoted(address)}`,
    'set use_from = yes',
    ...(imap === null ? [] : [`set folder = ${quoted(`${schemeOf('imap', imap)}${user}@${imap.host}:${imap.port}`)}`]),
    ...(imap === null ? [] : ['set spoolfile = "+INBOX"']),
    ...(submission === null
      ? []
      : [`set smtp_url = ${quoted(`${schemeOf('smtp', submission)}${user}@${submission.host}:${submission.port}`)}`]),
    'set ssl_starttls = yes',
    'set ssl_force_tls = yes',
  ];
  return `${lines.join('\n')}\n`;
}

function schemeOf(scheme: 'imap' | 'smtp', { security }: MailServer): string {
  return `${scheme}${security === 'tls' ? 's' : ''}://`;
}

/** In single quotes nothing is expanded; one of them is written outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
