/** How a program is run: as whom, and confined how. */
import { Failure } from '../../base/failure.ts';
import { type ConfinementOptions, createConfinementTrial } from './confinement.ts';
import { findUser, type SystemUser } from './find-user.ts';

export interface ProgramPlan {
  /** Whose rights it has; null for our own. */
  readonly user: SystemUser | null;
  /** Null where the system confines nothing: then it is kept together by its process group only. */
  readonly confinement: ConfinementOptions | null;
}

export interface ProgramRules {
  /** Whose rights programs have when the server runs as root; otherwise they have the server's. */
  readonly programUser: string;
  /** Names of those that may use the network. */
  readonly programsWithNetwork: readonly string[];
}

export type PlanProgram = (name: string) => Promise<ProgramPlan>;

/** Throws Failure `unavailable` where the program may not be run like that. */
export function createProgramPlans(rules: () => ProgramRules, canConfine = createConfinementTrial()): PlanProgram {
  return async (name) => {
    const { programUser, programsWithNetwork } = rules();
    const user = process.geteuid?.() === 0 ? await findUser(programUser) : null;
    const mayUseNetwork = programsWithNetwork.includes(name);
    const confinement = { user, mayUseNetwork };
    if (await canConfine(confinement)) return { user, confinement };
    if (mayUseNetwork) return { user, confinement: null };
    const why = 'this machine does not let it be kept from the network; see the setting programsWithNetwork';
    throw new Failure('unavailable', `the program ${name} cannot be run: ${why}`);
  };
}
