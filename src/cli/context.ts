/** What a subcommand works with. */
import { resolve } from 'node:path';
import { type Formats, formatsOf } from '../../locales/formats.ts';
import { type LanguageCode, type Translate, translator } from '../../locales/index.ts';
import { printable, printableJson } from '../base/printable.ts';
import { socketPath } from '../config/data-directory.ts';
import { type AdminClient, createAdminClient } from '../gateways/admin-client/admin-client.ts';
import { formatTable } from './table.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readInput: () => Promise<string>;
}

/**
 * Whatever is printed through it steers no terminal, wherever its values come from: only a table and the end of a line
 * begin a new line.
 */
export interface CliContext {
  readonly t: Translate;
  /** Of `t`. */
  readonly language: LanguageCode;
  /** Of `language`. */
  readonly formats: Formats;
  readonly streams: Streams;
  /** The server of the data directory that the command was given. */
  client(options: CommonOptions): AdminClient;
  dataDirectory(options: CommonOptions): string;
  /** A line for people; nothing when JSON is asked for. */
  say(options: CommonOptions, line: string): void;
  /** JSON when asked for; nothing for people. Each command prints one such value. */
  json(options: CommonOptions, value: unknown): void;
  /** A table for people; nothing when JSON is asked for. @param columns their titles; none for a table without. */
  table(options: CommonOptions, columns: readonly string[], rows: readonly (readonly string[])[]): void;
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
  const json = (options: CommonOptions, value: unknown) => {
    if (options.json === true) streams.out(`${printableJson(value)}\n`);
  };
  const table: CliContext['table'] = (options, columns, rows) => {
    if (options.json !== true) streams.out(formatTable(columns, rows));
  };
  return {
    t: translator(language),
    language,
    formats: formatsOf(language),
    streams,
    dataDirectory,
    client: (options) => createAdminClient(socketPath(dataDirectory(options), 'admin')),
    say(options, line) {
      if (options.json !== true) streams.out(`${printable(line)}\n`);
    },
    json,
    table,
    show(options, value, columns, rows) {
      json(options, value);
      table(options, columns, rows);
    },
    setExitCode(code) {
      exitCode = code;
    },
    get exitCode() {
      return exitCode;
    },
  };
}
