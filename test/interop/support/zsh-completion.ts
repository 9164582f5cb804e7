/** What zsh offers when somebody types a line and the tabulator: an interactive zsh on a pseudo terminal of its own. */
import { existsSync, globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './programs.ts';

/**
 * @param home an empty folder, in which the lines are typed as well.
 * @returns the words for each of the lines, sorted, each once.
 */
export async function offeredByZsh(
  zsh: string,
  home: string,
  script: string,
  lines: readonly string[],
): Promise<string[][]> {
  const place = (name: string) => join(home, name);
  await writeFile(place('.script'), script);
  await writeFile(place('.setup'), SETUP);
  await writeFile(place('.driver'), DRIVER);
  for (const [index] of lines.entries()) await writeFile(place(`.offered-${index}`), '');
  await runProgram(zsh, ['-f', place('.driver'), ...lines], { home, env: { ZSH_PROGRAM: zsh, ...unpackedAt(zsh) } });
  return Promise.all(
    lines.map(async (_, index) => {
      const words = (await readFile(place(`.offered-${index}`), 'utf8')).split('\n').filter((word) => word !== '');
      return [...new Set(words.map((word) => word.replaceAll('\\ ', ' ')))].sort();
    }),
  );
}

/** Where a zsh that was unpacked and not installed has its modules and functions; nothing for an installed one. */
function unpackedAt(zsh: string): Record<string, string> {
  const root = join(zsh, '../../usr');
  if (!existsSync(join(root, 'share/zsh'))) return {};
  const functions = globSync(`${root}/share/zsh/functions/{,*/,Completion/*/}`);
  return { MODULES: globSync(`${root}/lib/*/zsh/5*`).join(' '), FUNCTIONS: functions.join(' ') };
}

/** Types each line into the other zsh and waits until it has made up its mind. */
const DRIVER = `
module_path=(\${=MODULES:-$module_path})
zmodload zsh/zpty || exit 3
zpty typist $ZSH_PROGRAM -f -i
wait_for() {
  zpty -r typist seen "*<$1>*"
  [[ $seen = *"<$1>"* ]] || { print -ru2 -- "\${(V)seen}"; exit 4 }
}
zpty -w typist "source $HOME/.setup"
wait_for READY
for line in "$@"; do
  zpty -n -w typist "$line"$'\\t'
  wait_for DONE
  zpty -n -w typist $'\\C-u'
done
zpty -d typist
`;

/** Its tabulator notes what would be listed. What is only added to an array of the caller is not listed yet. */
const SETUP = `
PS1= RPROMPT=
typed_lines=0
[[ -z $MODULES ]] || { module_path=(\${=MODULES}); zmodload zsh/zle; setopt zle }
[[ -z $FUNCTIONS ]] || fpath=(\${=FUNCTIONS})
autoload -Uz compinit && compinit -u -D
source $HOME/.script
zle -C offer complete-word offer
offer() {
  compadd() {
    if (( \${argv[(I)-(O|A|D)]} )); then builtin compadd "$@"; return; fi
    local -a offered
    builtin compadd -A offered "$@"
    (( $#offered )) && print -rl -- $offered >> $HOME/.offered-$typed_lines
    builtin compadd "$@"
  }
  _main_complete
  unfunction compadd
  compstate[insert]= compstate[list]=
  typed_lines=$((typed_lines + 1))
  print -n '<DO''NE>' > $TTY
}
bindkey '^I' offer
print -n '<REA''DY>'
`;
