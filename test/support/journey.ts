/** What a person does to get something done, counted: how many clicks, how many fields, how long. */
import type { Locator } from 'playwright-core';

export interface Journey {
  click(target: Locator): Promise<void>;
  /** A field that is filled in; on a telephone that is what takes the time. */
  fill(target: Locator, text: string): Promise<void>;
  /** `7 clicks, 3 fields, 4.2 s` */
  summary(): string;
}

export function startJourney(): Journey {
  const startedAt = performance.now();
  let clicks = 0;
  let fields = 0;
  return {
    async click(target) {
      clicks += 1;
      await target.click();
    },
    async fill(target, text) {
      fields += 1;
      await target.fill(text);
    },
    summary: () => `${clicks} clicks, ${fields} fields, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  };
}
