/** The small messages of the corpus: one file each in `eml/`, octet for octet as a client would send them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusMessage {
  readonly name: string;
  readonly bytes: Buffer;
}

const FOLDER = join(import.meta.dirname, 'eml');

export const GOLDEN_FOLDER = join(import.meta.dirname, 'golden');

export function readCorpus(): CorpusMessage[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.eml'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.eml'.length), bytes: readFileSync(join(FOLDER, file)) }));
}
