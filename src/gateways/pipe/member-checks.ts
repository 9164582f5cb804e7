/** Which mailbox files and programs can be members of aliases, and why others cannot. */
import { constants } from 'node:fs';
import { isFailure } from '../../base/failure.ts';
import type { LocalChannels } from '../../domain/ports/local-programs.ts';
import { openMailbox } from './append-to-file.ts';
import { reportOfError } from './delivery-report.ts';
import { openProgram } from './program-file.ts';
import type { PlanProgram } from './program-plans.ts';
import { isEntryName, openTrustedFolder, type TrustedFolder } from './trusted-place.ts';

export interface MemberCheckDeps {
  readonly filesFolder: string;
  readonly programsFolder: string;
  readonly planProgram: PlanProgram;
}

/** Looks at an entry as its use would. Throws what its use would throw. */
type Check = (folder: TrustedFolder, name: string) => Promise<void>;

export function createMemberChecks(deps: MemberCheckDeps): Omit<LocalChannels, 'deliver'> {
  const checkFile: Check = async (folder, name) => {
    await using _ = await openMailbox(folder, name, constants.O_RDONLY);
  };
  const checkProgram: Check = async (folder, name) => {
    await using _ = await openProgram(folder, name, (await deps.planProgram(name)).user);
  };
  return {
    listFiles: () => listUsable(deps.filesFolder, checkFile),
    listPrograms: () => listUsable(deps.programsFolder, checkProgram),
    faultOf: (kind, name) =>
      kind === 'file'
        ? findFault(deps.filesFolder, name, checkFile)
        : findFault(deps.programsFolder, name, checkProgram),
  };
}

async function listUsable(path: string, check: Check): Promise<string[]> {
  try {
    await using folder = await openTrustedFolder(path);
    const usable: string[] = [];
    for (const name of await folder.list()) if ((await faultIn(folder, name, check)) === null) usable.push(name);
    return usable;
  } catch (error) {
    if (isFailure(error, 'unavailable')) return [];
    throw error;
  }
}

async function findFault(path: string, name: string, check: Check): Promise<string | null> {
  if (!isEntryName(name)) return null;
  try {
    await using folder = await openTrustedFolder(path);
    return await faultIn(folder, name, check);
  } catch (error) {
    return reportOfError(error, path).text;
  }
}

async function faultIn(folder: TrustedFolder, name: string, check: Check): Promise<string | null> {
  try {
    await check(folder, name);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') return null;
    return reportOfError(error, name).text;
  }
}
