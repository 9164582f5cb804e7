/** Stands in for a remote directory that cannot even be asked: the key that opens its password is another one now. */
import { Failure } from '../../../base/failure.ts';
import type { RemoteDirectory } from '../../ports/remote-directory.ts';

/** Whatever is asked of it, it is away, and says why: so the server starts, and mail goes on. */
export function brokenRemote({ message }: Failure): RemoteDirectory {
  const fail = () => new Failure('unavailable', message, { detail: { reason: 'remote-sign-in', said: message } });
  return {
    probe: () => Promise.reject(fail()),
    async *search() {
      yield await Promise.reject(fail());
    },
    find: () => Promise.reject(fail()),
    verify: () => Promise.reject(fail()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
