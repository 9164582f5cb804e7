/** Runs the command line in this process, with streams of its own. */
import { main } from '../../src/cli/main.ts';

export interface CommandOptions {
  /** What comes on standard input. */
  readonly input?: string;
  /** Of the environment: a language, or a POSIX locale name. */
  readonly language?: string;
}

/** @param words the arguments, or one text in which they are set apart by blanks. */
export async function runCommand(
  dataDir: string,
  words: string | readonly string[],
  { input = '', language = 'C' }: CommandOptions = {},
) {
  let out = '';
  let err = '';
  const streams = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readInput: async () => input,
  };
  const args = typeof words === 'string' ? words.split(' ') : words;
  const code = await main(args, { LC_ALL: language, MAILROOM_DATA: dataDir }, streams);
  return { code, out, err };
}
