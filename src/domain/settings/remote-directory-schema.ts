/**
 * What the store keeps of the remote directory, under a name beside the settings: it is tested before it is set, so that
 * `settings set` does not know it. DI7
 */
import { z } from 'zod';
import { EMPTY_PROFILE } from '../directory/names.ts';
import type { Profile } from '../ports/directory.ts';

export const REMOTE_KINDS = ['openldap', '389ds', 'active-directory'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

/** What is read of an entry: who it is, whether he may sign in, when it was changed, and the fields of a person. */
export const REMOTE_FIELDS = [
  ...(['remoteId', 'userId', 'mail', 'disabled', 'changed'] as const),
  ...(Object.keys(EMPTY_PROFILE) as (keyof Profile)[]),
] as const;
export type RemoteField = (typeof REMOTE_FIELDS)[number];

/** Attributes by field; the empty text where the remote directory has none. */
export type RemoteMapping = Readonly<Record<RemoteField, string>>;

const settingsShape = {
  host: z.string(),
  port: z.int(),
  tls: z.enum(['implicit', 'starttls', 'none']),
  authorities: z.string().nullable(),
  fingerprint: z.string().nullable(),
  base: z.string(),
  /** Null: it is asked without signing in. */
  bindName: z.string().nullable(),
  /** Base64; sealed with a key that is not in the store. */
  sealedPassword: z.string().nullable(),
  kind: z.enum(REMOTE_KINDS),
  filter: z.string(),
  mapping: z.record(z.enum(REMOTE_FIELDS), z.string()),
};

/** A newer version may have written more. */
export const remoteDirectoryRecord = z.object({
  ...settingsShape,
  sinceMs: z.int(),
  /** Until then it is switched back by itself when it stops working. */
  probationUntilMs: z.int(),
  /** Null while it is in use. */
  ended: z
    .object({
      atMs: z.int(),
      /** What did not work, where it was switched back by itself. */
      said: z.string().nullable(),
    })
    .nullable(),
});

export type RemoteDirectoryRecord = z.output<typeof remoteDirectoryRecord>;
export type RemoteDirectorySettings = Omit<RemoteDirectoryRecord, 'sinceMs' | 'probationUntilMs' | 'ended'>;

/** By the identifier at the remote directory: since when it has not been there. */
export const goneRecord = z.record(z.string(), z.int());
