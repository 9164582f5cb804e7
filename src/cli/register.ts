/** Each noun is a file that adds its commands to the program; it is loaded only when the noun is used. */
import type { Command } from 'commander';
import type { CliContext } from './context.ts';

export type Register = (program: Command, context: CliContext) => void;
