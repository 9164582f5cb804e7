import { Failure } from '../../base/failure.ts';
import type { MilterPacket } from './packet-reader.ts';
import {
  ALL_ACTIONS,
  ALL_STEPS,
  MACRO_STAGES,
  type MacroStage,
  MILTER_COMMAND,
  MILTER_VERSION,
  OLDEST_MILTER_VERSION,
} from './protocol.ts';

/** What a filter made of the offer. */
export interface MilterTerms {
  readonly version: number;
  readonly actions: number;
  readonly steps: number;
  /** Names of the macros that it wants at a step; steps that are missing get what is usual. */
  readonly macros: ReadonlyMap<MacroStage, readonly string[]>;
}

const NUMBERS_BYTES = 12;
const MAX_MACROS = 100;

/** Throws Failure `invalid` for what is no answer to a negotiation, or asks for more than was offered. */
export function parseNegotiation({ command, data }: MilterPacket): MilterTerms {
  if (command !== MILTER_COMMAND.negotiate || data.length < NUMBERS_BYTES) {
    throw new Failure('invalid', 'the filter does not negotiate');
  }
  const version = data.readUInt32BE(0);
  const actions = data.readUInt32BE(4);
  const steps = data.readUInt32BE(8);
  if (version < OLDEST_MILTER_VERSION || version > MILTER_VERSION) {
    throw new Failure('invalid', `the filter speaks version ${version}`);
  }
  const excess = ((actions & ~ALL_ACTIONS) | (steps & ~ALL_STEPS)) >>> 0;
  if (excess !== 0) throw new Failure('invalid', `the filter wants more than was offered: 0x${excess.toString(16)}`);
  return { version, actions, steps, macros: parseMacroWishes(data.subarray(NUMBERS_BYTES)) };
}

/** Pairs of a step's number and a text of names between spaces. SMFIF_SETSYMLIST */
function parseMacroWishes(data: Buffer): ReadonlyMap<MacroStage, readonly string[]> {
  const wishes = new Map<MacroStage, readonly string[]>();
  for (let at = 0; at < data.length; ) {
    const end = data.indexOf(0, at + 4);
    if (end < 0) throw new Failure('invalid', 'the filter wishes for macros without an end');
    const stage = MACRO_STAGES[data.readUInt32BE(at)];
    const names = data.toString('latin1', at + 4, end).split(/[\s,]+/);
    if (stage !== undefined) wishes.set(stage, names.filter((name) => name !== '').slice(0, MAX_MACROS));
    at = end + 1;
  }
  return wishes;
}
