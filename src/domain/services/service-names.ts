/** The services that can be stopped: protocols as people know them, each with its listeners, and the sending of mail. SM5 */
export const SERVICE_LISTENERS = {
  smtp: ['smtp'],
  submission: ['submission', 'submissions'],
  lmtp: ['lmtp', 'lmtp-socket'],
  imap: ['imap', 'imaps'],
  pop3: ['pop3', 'pop3s'],
  ldap: ['ldap', 'ldaps'],
  web: ['https', 'http'],
  reinjection: ['reinjection'],
  /** Mail that waits to leave. It listens nowhere. */
  delivery: [],
} as const satisfies Record<string, readonly string[]>;

export type ServiceName = keyof typeof SERVICE_LISTENERS;

export const SERVICE_NAMES = Object.keys(SERVICE_LISTENERS) as [ServiceName, ...ServiceName[]];

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(SERVICE_LISTENERS, name);
}

/** Null for a listener that belongs to no service. */
export function serviceOfListener(listener: string): ServiceName | null {
  return SERVICE_NAMES.find((name) => (SERVICE_LISTENERS[name] as readonly string[]).includes(listener)) ?? null;
}
