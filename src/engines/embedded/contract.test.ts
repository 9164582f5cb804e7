import { openTestStore } from '../../../test/support/store.ts';
import { engineContract } from '../contract/engine-contract.ts';
import { seededDelay, withDelays } from '../contract/with-delays.ts';

engineContract('embedded', openTestStore);

engineContract('embedded behind random delays', async () => {
  const opened = await openTestStore();
  const delay = seededDelay(7);
  return {
    get store() {
      return withDelays(opened.store, delay);
    },
    reopen: () => opened.reopen(),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
});
