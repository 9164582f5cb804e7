import { Worker } from 'node:worker_threads';
import type { Check } from './check.ts';
import { integrityProblems } from './integrity.ts';

/** An index file up to this size is looked through in this thread: it takes some milliseconds. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** The index file itself: pages, order of keys, indexes against their tables. */
export const databaseDamaged: Check = {
  kind: 'database-damaged',

  async *find({ database, paths }) {
    const bytes = database.value<number>(FILE_BYTES) ?? 0;
    const problems = bytes <= SMALL_BYTES ? integrityProblems(database) : await askThread(paths.index);
    for (const message of problems) yield { subject: 'index.sqlite', message, key: [] };
  },

  /** Indexes can be made again from their tables; a table cannot. */
  repair({ database }) {
    database.run('REINDEX');
    return integrityProblems(database).length === 0;
  },
};

/** The whole file is read, which would hold up this thread. */
function askThread(index: string): Promise<readonly string[]> {
  const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const entry = new URL(`../../../workers/writer-integrity${ending}`, import.meta.url);
  const worker = new Worker(entry, { workerData: index, execArgv: ['--disable-warning=ExperimentalWarning'] });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the integrity check ended without an answer')));
  });
}

const FILE_BYTES = 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size';
