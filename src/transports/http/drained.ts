import type { HttpResponse } from './server.ts';

/** Resolves when the answer takes more: true; or when nobody is there to take it: false. */
export function drained(response: HttpResponse): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (!response.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (isOpen: boolean) => () => {
      response.off('drain', onDrain).off('close', onClose);
      resolve(isOpen);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    response.on('drain', onDrain).on('close', onClose);
  });
}
