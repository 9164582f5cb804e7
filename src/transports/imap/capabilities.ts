/** What the server can do, as it says so in each state. RFC 9051 section 6.1.1; announced only when all of it works */

export interface CapabilityState {
  readonly isSignedIn: boolean;
  readonly isTls: boolean;
  /** A password may be sent as things are. */
  readonly mayAuthenticate: boolean;
  /** SASL mechanisms that can be used as things are. */
  readonly mechanisms: readonly string[];
  readonly isCompressed: boolean;
  readonly appendLimitBytes: number;
}

const ALWAYS = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+', 'ID', 'ENABLE', 'SASL-IR'];

const SIGNED_IN = [
  ...['IDLE', 'NAMESPACE', 'UNSELECT', 'UIDPLUS', 'MOVE', 'CHILDREN', 'LIST-EXTENDED', 'LIST-STATUS'],
  ...['SPECIAL-USE', 'CREATE-SPECIAL-USE', 'CONDSTORE', 'QRESYNC', 'ESEARCH', 'SEARCHRES', 'WITHIN', 'MULTIAPPEND'],
  ...['BINARY', 'STATUS=SIZE', 'QUOTA', 'QUOTA=RES-STORAGE', 'QUOTA=RES-MESSAGE', 'UTF8=ACCEPT', 'OBJECTID'],
  ...['SAVEDATE', 'PREVIEW'],
];

/** The list behind `CAPABILITY`, without the word itself. */
export function listCapabilities(state: CapabilityState): string {
  const names = [...ALWAYS];
  if (state.isSignedIn) {
    names.push(...SIGNED_IN, `APPENDLIMIT=${state.appendLimitBytes}`);
    // RFC 4978 section 3: not where it is on already.
    if (!state.isCompressed) names.push('COMPRESS=DEFLATE');
    return names.join(' ');
  }
  if (!state.isTls) names.push('STARTTLS');
  if (!state.mayAuthenticate) names.push('LOGINDISABLED');
  for (const mechanism of state.mechanisms) names.push(`AUTH=${mechanism}`);
  return names.join(' ');
}
