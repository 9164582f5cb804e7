/** What the store keeps of the remote directory: which one it is, and who has vanished from it. */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { AuditFields } from '../../ports/audit.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import {
  goneRecord,
  type RemoteDirectoryRecord,
  remoteDirectoryRecord,
} from '../../settings/remote-directory-schema.ts';
import { audited } from '../audit-entry.ts';
import { told } from '../audit-fields.ts';
import { remoteUrl } from './remote-settings.ts';

const RECORD = 'remoteDirectory';
const GONE = 'remoteDirectoryGone';

/** By remote id: since when it has not been there, milliseconds since the epoch. */
export type Gone = Readonly<Record<string, number>>;

export interface RemoteState {
  /** Null where there never was one. Throws Failure `unavailable` for one that another version has written. */
  read(): Promise<RemoteDirectoryRecord | null>;
  /** Tells the audit log of it. */
  write(by: Caller, atMs: number, action: RemoteAction, record: RemoteDirectoryRecord): Promise<void>;
  readGone(): Promise<Gone>;
  writeGone(gone: Gone): Promise<void>;
}

export type RemoteAction = 'directory.connect' | 'directory.disconnect';

export function createRemoteState(store: Store): RemoteState {
  const stored = async (name: string): Promise<unknown> => {
    const text = (await store.reader().directory.settings()).get(name);
    return text === undefined ? null : JSON.parse(text);
  };
  return {
    async read() {
      const value = await stored(RECORD);
      return value === null ? null : readRecord(value);
    },

    async write(by, atMs, action, record) {
      const target = { kind: 'directory', name: remoteUrl(record) } as const;
      const before = action === 'directory.connect' ? {} : fieldsOf(record);
      const after = action === 'directory.connect' ? fieldsOf(record) : null;
      const value = JSON.stringify(record);
      await applyOne(store, {
        kind: 'set-setting',
        name: RECORD,
        value,
        ...audited(by, atMs, action, target, before, after),
      });
    },

    async readGone() {
      const parsed = goneRecord.safeParse(await stored(GONE));
      return parsed.success ? parsed.data : {};
    },

    async writeGone(gone) {
      const value = Object.keys(gone).length === 0 ? null : JSON.stringify(gone);
      await applyOne(store, { kind: 'set-setting', name: GONE, value });
    },
  };
}

/** A remote directory that was in use and cannot be understood must not silently count as none. */
function readRecord(value: unknown): RemoteDirectoryRecord {
  const parsed = remoteDirectoryRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('unavailable', 'what is stored of the remote directory cannot be read', { cause: parsed.error });
}

/** Never the password. */
function fieldsOf({ base, bindName, kind, filter, mapping, fingerprint, ended }: RemoteDirectoryRecord): AuditFields {
  return told({ base, bindName, kind, filter, mapping, fingerprint, said: ended?.said ?? null });
}
