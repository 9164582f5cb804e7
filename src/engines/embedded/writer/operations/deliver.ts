import type { Handler } from '../context.ts';
import { fileNew } from '../file-delivery.ts';

export const deliver: Handler<'deliver'> = (context, operation) => {
  context.requireSpace();
  return fileNew(context, operation);
};
