/** `mailroom completion`: a script for a shell that completes what can be typed. */
import { bashScript } from './completion/bash-script.ts';
import { completedCommands } from './completion/completed-commands.ts';
import { fishScript } from './completion/fish-script.ts';
import { zshScript } from './completion/zsh-script.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { badOption } from './values.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

/** The program has all of its commands by the time that this one runs: see `needsAll` in main.ts. */
export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('completion')
    .description(t('cli.completion'))
    .argument('<shell>', t('cli.argument.shell', { shells: SHELLS.join(', ') }))
    .action((name: string, options: CommonOptions) => {
      const shell = SHELLS.find((each) => each === name);
      if (shell === undefined) throw badOption('<shell>', { problem: 'not-one-of', options: SHELLS });
      const script = SCRIPTS[shell](completedCommands(program));
      context.json(options, { shell, script });
      if (options.json !== true) context.streams.out(script);
    });
};
