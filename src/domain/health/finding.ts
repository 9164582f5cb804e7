/** What is not as it should be, in words of the catalogue: `health.CODE` says it, `health.CODE.do` what to do. */
export const HEALTH_CODES = [
  'service-failed',
  'service-stopped',
  'certificate-expired',
  'certificate-expires',
  'certificate-self-made',
  'certificate-renewal',
  'disk-full',
  'disk-short',
  'queue-long',
  'queue-held',
  'destination-fails',
  'dns-wrong',
  'dns-silent',
  'filter-fails',
  'initial-password',
  'one-administrator',
  'no-second-factor',
  'settings-refused',
  'check-findings',
  'directory-away',
  'clock-jumped',
  'not-looked-at',
] as const;

export type HealthCode = (typeof HEALTH_CODES)[number];

/** `trouble`: something does not work now. `attention`: it works, and somebody should look at it. */
export type HealthSeverity = 'attention' | 'trouble';

export type HealthScreen =
  | 'services'
  | 'certificates'
  | 'queue'
  | 'domains'
  | 'settings'
  | 'users'
  | 'log'
  | 'directory'
  | 'status';

export interface Finding {
  readonly code: HealthCode;
  readonly severity: HealthSeverity;
  /** What the sentence is filled with; times are milliseconds since the epoch. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Where the browser shows more of it. */
  readonly screen: HealthScreen;
  /** The same on the command line. */
  readonly command: string;
}

/** Looks at one side of the server. What it throws is a finding, too: `not-looked-at`. */
export interface HealthCheck {
  readonly name: string;
  /** How long what was found holds before it is looked at again. */
  readonly everyMs: number;
  look(signal: AbortSignal): Promise<readonly Finding[]>;
}
