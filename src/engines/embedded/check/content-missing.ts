import type { Check } from './check.ts';
import { faultyContents, inspectHeader } from './stored-record.ts';

/** Every content's record is where the index says. Only a backup can bring one back. */
export const contentMissing: Check = {
  kind: 'content-missing',

  async *find(context) {
    for await (const { content, fault } of faultyContents(context, inspectHeader)) {
      yield { subject: `content ${content.hash}`, message: fault.message, key: [content.id] };
    }
  },

  repair: () => false,
};
