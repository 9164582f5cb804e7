/** Completion for bash 4 and newer: the builtins `complete` and `compgen` of bash(1). */
import { COMPLETED_PROGRAMS, type CompletedCommand, type CompletedValue, steps } from './completed-commands.ts';

export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# bash completion for mailroom: source it, or put it into the folder of bash-completion.
_mailroom() {
    local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
    local path=\${COMP_WORDS[0]##*/} words= index
    COMPREPLY=()
    [ "$path" != mailroom ] || path=
    for ((index = 1; index < COMP_CWORD; index++)); do
        case "$path \${COMP_WORDS[index]}" in
            ${steps(commands)
              .map(({ from, word }) => `"${from} ${word}"`)
              .join(' | ')}) path=\${path:+$path }\${COMP_WORDS[index]} ;;
        esac
    done
    case "$path $previous" in
${valueCases(commands)}    esac
    case "$path" in
${commands.map(wordCase).join('')}    esac
    mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _mailroom ${COMPLETED_PROGRAMS.join(' ')}
`;
}

const FILL = {
  file: 'compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")',
  directory: 'compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current")',
  text: ':',
} as const satisfies Record<CompletedValue, string>;

function valueCases(commands: readonly CompletedCommand[]): string {
  const kinds = Object.keys(FILL) as CompletedValue[];
  return kinds
    .map((kind) => {
      const patterns = commands.flatMap(({ path, options }) =>
        options.filter(({ value }) => value === kind).map(({ name }) => `"${path} ${name}"`),
      );
      return patterns.length === 0 ? '' : `        ${patterns.join(' | ')}) ${FILL[kind]}; return ;;\n`;
    })
    .join('');
}

function wordCase({ path, verbs, options, takesFiles }: CompletedCommand): string {
  const words = [...verbs, ...options].map(({ name }) => name).join(' ');
  const files = takesFiles ? `${FILL.file}; ` : '';
  return `        "${path}") ${files}words='${words}' ;;\n`;
}
