/** What a subcommand works with. */
import { resolve } from 'node:path';
import { type LanguageCode, type Translate, translator } from '../../locales/index.ts';
import { socketPath } from '../config/data-directory.ts';
import { type AdminClient, createAdminClient } from '../gateways/admin-client/admin-client.ts';
import { formatTable } from './table.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readInput: () => Promise<string>;
}

export interface CliContext {
  readonly t: Translate;
  /** Of `t`. */
  readonly language: LanguageCode;
  readonly streams: Streams;
  /** The server of the data directory that the command was given. */
  client(options: CommonOptions): AdminClient;
  dataDirectory(options: CommonOptions): string;
  /** A line for people; nothing when JSON is asked for. */
  say(options: CommonOptions, line: string): void;
  /** JSON when asked for, else a table. */
  show(options: CommonOptions, value: unknown, columns: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Ends the command with this exit code when it is done. */
  setExitCode(code: number): void;
  readonly exitCode: number;
}

/** Options that every subcommand takes. */
export interface CommonOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

export function createContext(language: LanguageCode, streams: Streams, defaultDataDirectory: string): CliContext {
  let exitCode = 0;
  const dataDirectory = (options: CommonOptions) => resolve(options.dataDir ?? defaultDataDirectory);
  return {
    t: translator(language),
    language,
    streams,
    dataDirectory,
    client: (options) => createAdminClient(socketPath(dataDirectory(options), 'admin')),
    say(options, line) {
      if (options.json !== true) streams.out(`${line}\n`);
    },
    show(options, value, columns, rows) {
      streams.out(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : formatTable(columns, rows));
    },
    setExitCode(code) {
      exitCode = code;
    },
    get exitCode() {
      return exitCode;
    },
  };
}
