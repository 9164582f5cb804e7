/** A line of the log as the command line writes it: to be copied into a message to somebody. */
import type { LogLineView } from '../../../src/wire/admin/endpoints/log.ts';

export function lineText({ at, level, message, fields }: LogLineView): string {
  return [at, level.toUpperCase().padEnd(5), message, fieldsText(fields)].filter((part) => part !== '').join(' ');
}

export function fieldsText(fields: LogLineView['fields']): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${/[\s"]/.test(value) ? JSON.stringify(value) : value}`)
    .join(' ');
}
