import type { Handler } from '../context.ts';
import { endListedSessions, endSessionsOfAccount } from '../sessions.ts';

export const endSessions: Handler<'end-sessions'> = (context, { account, sessions }) => {
  if ('allBut' in sessions) return { ended: endSessionsOfAccount(context, account, sessions.allBut) };
  return { ended: endListedSessions(context, account, sessions) };
};
