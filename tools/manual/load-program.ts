/** The whole command line as a tree, with its texts: what manual pages and the command reference are made of. */
import { Command } from 'commander';
import { type LanguageCode, translator } from '../../locales/index.ts';
import { createContext, type Streams } from '../../src/cli/context.ts';
import { finish, prepare, withInferiors } from '../../src/cli/help.ts';
import { NOUNS } from '../../src/cli/main.ts';

export async function loadProgram(language: LanguageCode): Promise<Command> {
  const t = translator(language);
  const silent: Streams = { out: () => {}, err: () => {}, readInput: async () => '' };
  const program = prepare(new Command('mailroom'), t, silent);
  const context = createContext(language, silent, '.');
  for (const { load } of Object.values(NOUNS)) (await load()).register(program, context);
  for (const command of withInferiors(program)) finish(command, t);
  return program;
}
