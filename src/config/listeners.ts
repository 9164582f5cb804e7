/** The sockets that a server listens on, with their standard ports. DESIGN "Running it" */
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
} as const satisfies Record<string, { port: number; host?: string }>;

export type TcpListenerName = keyof typeof TCP_LISTENERS;
export type ListenerName = TcpListenerName | 'admin' | 'lmtp-socket';

export type ListenerSpec =
  | { readonly name: TcpListenerName; readonly port: number; readonly host?: string }
  | { readonly name: 'admin' | 'lmtp-socket'; readonly path: string };

export function listenerSpecs(dataDirectory: string): ListenerSpec[] {
  const tcp = (Object.keys(TCP_LISTENERS) as TcpListenerName[]).map((name) => ({ name, ...TCP_LISTENERS[name] }));
  return [
    ...tcp,
    { name: 'lmtp-socket', path: socketPath(dataDirectory, 'lmtp') },
    { name: 'admin', path: socketPath(dataDirectory, 'admin') },
  ];
}
