/** Completion for zsh: functions of zshcompsys(1). */
import {
  COMPLETED_PROGRAMS,
  type CompletedCommand,
  type CompletedValue,
  type CompletedWord,
  steps,
} from './completed-commands.ts';

export function zshScript(commands: readonly CompletedCommand[]): string {
  const programs = COMPLETED_PROGRAMS.join(' ');
  return `#compdef ${programs}
# zsh completion for mailroom: put it as _mailroom into a folder of $fpath.
_mailroom() {
    local at=\${words[1]:t} previous=\${words[CURRENT-1]}
    local -i index
    local -a described
    [[ $at != mailroom ]] || at=
    for (( index = 2; index < CURRENT; index++ )); do
        case "$at \${words[index]}" in
            (${steps(commands)
              .map(({ from, word }) => quote(`${from} ${word}`))
              .join('|')}) at="\${at:+$at }\${words[index]}" ;;
        esac
    done
    case "$at $previous" in
${valueCases(commands)}    esac
    case "$at" in
${commands.map(wordCase).join('')}    esac
    _describe mailroom described
}
if [[ $funcstack[1] == _mailroom ]]; then _mailroom "$@"; else compdef _mailroom ${programs}; fi
`;
}

const FILL = { file: '_files', directory: '_path_files -/', text: "_message 'value'" } as const satisfies Record<
  CompletedValue,
  string
>;

function valueCases(commands: readonly CompletedCommand[]): string {
  const kinds = Object.keys(FILL) as CompletedValue[];
  return kinds
    .map((kind) => {
      const patterns = commands.flatMap(({ path, options }) =>
        options.filter(({ value }) => value === kind).map(({ name }) => quote(`${path} ${name}`)),
      );
      return patterns.length === 0 ? '' : `        (${patterns.join('|')}) ${FILL[kind]}; return ;;\n`;
    })
    .join('');
}

function wordCase({ path, verbs, options, takesFiles }: CompletedCommand): string {
  const words = [...verbs, ...options].map(describe).join(' ');
  return `        (${quote(path)}) ${takesFiles ? '_files; ' : ''}described=(${words}) ;;\n`;
}

/** A colon stands between a word and what it is. */
function describe({ name, description }: CompletedWord): string {
  return quote(description === '' ? name : `${name}:${description.replaceAll(':', '\\:')}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
