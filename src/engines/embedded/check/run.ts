/** Runs all checks, one after another, beside whatever else the store does. */
import type { CheckOptions, Finding } from '../../../domain/ports/store.ts';
import { connectReader } from '../index/connect.ts';
import type { MaintenanceParts } from '../maintenance.ts';
import type { CheckContext } from './check.ts';
import { CHECKS } from './table.ts';

/** With `repair`, each finding is mended as it is found, before the next one is looked for. */
export async function* runChecks(parts: MaintenanceParts, options: CheckOptions): AsyncGenerator<Finding> {
  const { paths, segments, blocks, writer, nowMs } = parts;
  const database = connectReader(paths.index);
  const context: CheckContext = {
    ...{ database, segments, paths, verifyContents: options.verifyContents },
    nowMs: nowMs(),
  };
  try {
    for (const { kind, find } of Object.values(CHECKS)) {
      for await (const { subject, message, key } of find(context)) {
        if (!options.repair) {
          yield { kind, subject, message, outcome: 'found' };
          continue;
        }
        const isMended = await writer.run({ kind: 'repair', finding: kind, key });
        blocks.clear();
        yield { kind, subject, message, outcome: isMended === true ? 'repaired' : 'cannot-repair' };
      }
    }
  } finally {
    database.close();
  }
}
