/** Keeps the kernel from writing to disk what nobody flushes, for as long as this is not disposed. */
import { readFileSync, writeFileSync } from 'node:fs';

/** With the kernel's own defaults, in hundredths of a second. */
const SETTINGS = { dirty_writeback_centisecs: '500', dirty_expire_centisecs: '3000' };
const TEN_MINUTES = '60000';

/** Throws when it is not permitted: the settings are those of the whole machine. */
export function holdWriteBack(): Disposable {
  const before = Object.entries(SETTINGS).map(([name, usual]) => {
    const value = readFileSync(pathOf(name), 'utf8').trim();
    // Left behind by a run that was killed.
    return [name, value === TEN_MINUTES ? usual : value] as const;
  });
  const restore = (): void => {
    for (const [name, value] of before) writeFileSync(pathOf(name), value);
  };
  process.on('exit', restore);
  for (const name of Object.keys(SETTINGS)) writeFileSync(pathOf(name), TEN_MINUTES);
  return {
    [Symbol.dispose]() {
      process.off('exit', restore);
      restore();
    },
  };
}

function pathOf(name: string): string {
  return `/proc/sys/vm/${name}`;
}
