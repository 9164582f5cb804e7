/** The log: one JSON object a line on standard error, made by pino. */
import pino, { type Logger as PinoLogger } from 'pino';
import type { Logger } from './log.ts';
import type { LogRing } from './log-ring.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * @param name which part of the program speaks.
 * @param level what is written; the rest costs a comparison.
 * @param recent is given each line that is written as well.
 */
export function createLogger(name: string, level: LogLevel, recent: LogRing | null = null): Logger {
  // Each line is with the system before the call returns: 4 microseconds. Gathered lines would cost 3, and those before a
  // SIGKILL or an abort, which say why it came, would be lost.
  const destination = pino.destination({ fd: 2, sync: true });
  const both = {
    write(line: string): void {
      destination.write(line);
      recent?.add(line);
    },
  };
  const options = { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime, serializers };
  return wrap(pino(options, recent === null ? destination : both));
}

/** An error has no fields of its own that JSON would show: under another name than these it is written as `{}`. */
const { err } = pino.stdSerializers;
const serializers = { err, error: err, failure: err };

function wrap(logger: PinoLogger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  };
}
