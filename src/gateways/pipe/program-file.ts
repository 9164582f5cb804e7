/** What a program in the administrator's folder must be like to be run: looked at when it is listed, and each time it runs. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { SystemUser } from './find-user.ts';
import { isTrustedOwner, mayOthersWrite, type TrustedFolder } from './trusted-place.ts';

const CHANGES_USER = 0o6000;
/** Of the three permissions of one class of users. */
const READ = 0o4;
const EXECUTE = 0o1;
/** Of the first line of a script; the kernel cuts longer ones off. */
const MAX_FIRST_LINE_BYTES = 255;

/**
 * Opens it for as long as it runs, so that what is run is what was looked at.
 *
 * @param user as whom it will run; null for ourselves.
 *
 * Throws Failure `unavailable` with the reason, or the system's error.
 */
export async function openProgram(folder: TrustedFolder, name: string, user: SystemUser | null): Promise<FileHandle> {
  const file = await folder.open(name, constants.O_RDONLY);
  try {
    const fault = await faultOf(file, user);
    if (fault !== null) throw new Failure('unavailable', `the program ${name} ${fault}`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function faultOf(file: FileHandle, user: SystemUser | null): Promise<string | null> {
  const stats = await file.stat();
  if (!stats.isFile()) return 'is no plain file';
  if (!isTrustedOwner(stats.uid)) return 'belongs to somebody else';
  if (mayOthersWrite(stats.mode)) return 'may be changed by others';
  if ((stats.mode & CHANGES_USER) !== 0) return 'changes the user';
  const permissions = permissionsOf(stats, user);
  if ((permissions & EXECUTE) === 0) return 'is not executable for the user as whom it runs';
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_FIRST_LINE_BYTES), position: 0 });
  const start = buffer.toString('latin1', 0, bytesRead);
  if (start.startsWith('\x7fELF')) return null;
  // A script names its interpreter: one that does not would be given to a shell by the system's library.
  if (!start.startsWith('#!')) return 'is neither a binary nor a script that begins with #!';
  // An interpreter would say so as well, by an exit code that means something else.
  if ((permissions & READ) === 0) return 'cannot be read by the user as whom it runs';
  const [interpreter = ''] = start
    .slice(2)
    .trimStart()
    .split(/[\s\0]/, 1);
  const isThere = isAbsolute(interpreter) && (await stat(interpreter).catch(() => null))?.isFile() === true;
  return isThere ? null : `names an interpreter that is not there: ${JSON.stringify(interpreter)}`;
}

/** What is granted to the user as whom it runs, as three bits. The owner's are for us alone, who may be root. */
function permissionsOf({ uid, gid, mode }: Stats, user: SystemUser | null): number {
  const groups = user === null ? [process.getegid?.(), ...(process.getgroups?.() ?? [])] : [user.gid];
  if (uid === (user === null ? process.geteuid?.() : user.uid)) return (mode >> 6) & 0o7;
  return (groups.includes(gid) ? mode >> 3 : mode) & 0o7;
}
