/** A logger that writes where the server keeps the last lines of its log, as its own does: one JSON object a line. */
import type { LogFields, Logger } from '../../src/base/log.ts';
import type { LogRing } from '../../src/base/log-ring.ts';

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

export function ringLogger(ring: LogRing, always: LogFields = {}): Logger {
  const writer = (level: keyof typeof LEVELS) => (fields: LogFields, message: string) =>
    ring.add(
      JSON.stringify({
        level: LEVELS[level],
        time: new Date().toISOString(),
        ...always,
        ...fields,
        msg: message,
      }),
    );
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: (fields) => ringLogger(ring, { ...always, ...fields }),
  };
}
