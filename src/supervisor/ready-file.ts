import { rename, rm, writeFile } from 'node:fs/promises';
import type { ReadyInfo } from './protocol.ts';

/** The file exists while the server is ready, and a reader never sees half of it. Readable by its owner only. */
export async function writeReadyFile(path: string, info: ReadyInfo): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

export async function removeReadyFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
