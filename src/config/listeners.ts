/** The sockets that a server listens on, with their standard ports. DESIGN "Running it" */
import type { Bootstrap } from './bootstrap.ts';
import { socketPath } from './data-directory.ts';

export const TCP_LISTENERS = {
  smtp: { port: 25 },
  submission: { port: 587 },
  submissions: { port: 465 },
  /** For other mail servers on this machine. */
  lmtp: { port: 24, host: '127.0.0.1' },
  imap: { port: 143 },
  imaps: { port: 993 },
  pop3: { port: 110 },
  pop3s: { port: 995 },
  ldap: { port: 389 },
  ldaps: { port: 636 },
  https: { port: 443 },
  /** Leads to https, and proves to certificate authorities whose this server is. */
  http: { port: 80 },
  /** What content filters give back. */
  reinjection: { port: 10_025, host: '127.0.0.1' },
} as const satisfies Record<string, { port: number; host?: string }>;

export type TcpListenerName = keyof typeof TCP_LISTENERS;
export type ListenerName = TcpListenerName | 'admin' | 'lmtp-socket';

export type ListenerSpec =
  | { readonly name: TcpListenerName; readonly port: number; readonly host?: string }
  | {
      readonly name: 'admin' | 'lmtp-socket';
      readonly path: string;
      /** Without one, the owner's alone. */
      readonly mode?: number;
      /** A name or a number. */
      readonly group?: string;
    };

/** The Unix sockets are in the data directory, which nobody else may enter; another place for LMTP's can be configured. */
export function listenerSpecs(
  dataDirectory: string,
  { lmtpSocket }: Pick<Bootstrap, 'lmtpSocket'> = {},
): ListenerSpec[] {
  const tcp = (Object.keys(TCP_LISTENERS) as TcpListenerName[]).map((name) => ({ name, ...TCP_LISTENERS[name] }));
  return [
    ...tcp,
    {
      name: 'lmtp-socket',
      ...(lmtpSocket === undefined ? { path: socketPath(dataDirectory, 'lmtp') } : open(lmtpSocket)),
    },
    { name: 'admin', path: socketPath(dataDirectory, 'admin') },
  ];
}

function open({ path, mode, group }: NonNullable<Bootstrap['lmtpSocket']>) {
  return { path, mode: Number.parseInt(mode, 8), ...(group === undefined ? {} : { group }) };
}
