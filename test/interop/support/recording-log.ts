import type { LogFields, Logger } from '../../../src/base/log.ts';

/** Everything that is logged, as one text. */
export function createRecordingLog(): { readonly log: Logger; text(): string } {
  const lines: string[] = [];
  const note = (given: LogFields) => (fields: LogFields, message: string) => {
    lines.push(
      JSON.stringify({ ...given, ...fields, message }, (_, value: unknown) =>
        value instanceof Error ? value.stack : value,
      ),
    );
  };
  const make = (given: LogFields): Logger => ({
    debug: note(given),
    info: note(given),
    warn: note(given),
    error: note(given),
    child: (fields) => make({ ...given, ...fields }),
  });
  return { log: make({}), text: () => lines.join('\n') };
}
