/** A supervisor as the launcher would run it: its options come as JSON in the first argument, its log goes to stdout. */
import type { LogFields, Logger } from '../../../src/base/log.ts';
import { type SuperviseOptions, supervise } from '../../../src/supervisor/supervise.ts';

const write = (fields: LogFields, message: string): void => console.log(JSON.stringify({ ...fields, message }));
const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<SuperviseOptions, 'logger'>;
try {
  process.exitCode = await supervise({ ...options, logger });
} catch (error) {
  console.log(JSON.stringify({ message: String(error) }));
  process.exitCode = 70;
}
