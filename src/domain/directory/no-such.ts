import { Failure } from '../../base/failure.ts';

/** What does not exist, and what lies beyond the reach of whoever asks: told in the same words. */
export function noSuch(kind: 'user' | 'alias' | 'group' | 'domain' | 'address' | 'route', name: string): Failure {
  return new Failure('not-found', `no such ${kind}: ${name}`, { detail: { kind, name } });
}
