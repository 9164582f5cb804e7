/** Who may vouch for LDAP clients: the file that the settings name, looked at before it is set, and followed then. */
import { isFailure } from '../base/failure.ts';
import type { Logger } from '../base/log.ts';
import {
  type ClientAuthorities,
  followClientAuthorities,
  readClientAuthorities,
} from '../config/tls/client-authorities.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { TlsContexts } from '../transports/net/tls/tls-contexts.ts';

const FILE = 'ldapClientAuthoritiesFile';

export async function openClientAuthorities(
  contexts: TlsContexts,
  settings: Pick<Settings, 'get' | 'onChange' | 'checkBefore'>,
  log: Logger,
): Promise<Disposable> {
  let end = () => {};
  const follow = async () => {
    end();
    end = () => {};
    contexts.useClientAuthorities(null);
    const path = settings.get(FILE);
    if (path === '') return;
    const use = (authorities: ClientAuthorities) => contexts.useClientAuthorities(authorities);
    end = await followClientAuthorities({ path, use, log });
  };
  settings.checkBefore(FILE, async (path) => {
    if (path === '') return null;
    try {
      contexts.checkClientAuthorities(await readClientAuthorities(path));
      return null;
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      log.warn({ err: error, path }, 'a file without certificates of authorities is not taken');
      return { problem: 'not-certificates', value: path };
    }
  });
  const endListening = settings.onChange((name) => {
    // One after the other: whichever was named last is followed in the end.
    if (name === FILE) following = following.then(follow);
  });
  let following = follow();
  await following;
  return {
    [Symbol.dispose]() {
      endListening();
      end();
    },
  };
}
