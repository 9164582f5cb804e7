/** Completion for fish: its builtin `complete`. */
import { COMPLETED_PROGRAMS, type CompletedCommand, type CompletedValue, steps } from './completed-commands.ts';

export function fishScript(commands: readonly CompletedCommand[]): string {
  const known = steps(commands).map(({ from, word }) => quote(`${from} ${word}`));
  return `# fish completion for mailroom: put it as mailroom.fish into a folder of $fish_complete_path.
function __mailroom_at
    set -l typed (commandline -opc)
    set -l at (string replace -r '.*/' '' -- $typed[1])
    test "$at" = mailroom; and set at ''
    for word in $typed[2..-1]
        contains -- "$at $word" ${known.join(' ')}; and set at (string trim -- "$at $word")
    end
    test "$at" = "$argv[1]"
end
${COMPLETED_PROGRAMS.flatMap((program) => linesOf(program, commands)).join('\n')}
`;
}

/** Those of a legacy name are only its own. */
function linesOf(program: string, commands: readonly CompletedCommand[]): string[] {
  const own = program === 'mailroom' ? commands : commands.filter(({ path }) => path === program);
  return [`complete -c ${program} -f`, ...own.flatMap((command) => commandLines(program, command))];
}

function commandLines(program: string, { path, verbs, options, takesFiles }: CompletedCommand): string[] {
  const begin = `complete -c ${program} -n ${quote(`__mailroom_at ${quote(path)}`)}`;
  return [
    ...(takesFiles ? [`${begin} -F`] : []),
    ...verbs.map(({ name, description }) => `${begin} -a ${name} -d ${quote(description)}`),
    ...options.map(({ name, description, value }) =>
      [
        `${begin} -l ${name.replace(/^-+/, '')}`,
        ...(value === null ? [] : [FILL[value]]),
        ...(description === '' ? [] : [`-d ${quote(description)}`]),
      ].join(' '),
    ),
  ];
}

const FILL = {
  file: '-r -F',
  directory: "-x -a '(__fish_complete_directories)'",
  text: '-x',
} as const satisfies Record<CompletedValue, string>;

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
