/** Every command with what does it: a command without a row does not compile. */
import { append } from './commands/append.ts';
import { authenticate } from './commands/authenticate.ts';
import { capability } from './commands/capability.ts';
import { check } from './commands/check.ts';
import { close } from './commands/close.ts';
import { compress } from './commands/compress.ts';
import { copy } from './commands/copy.ts';
import { create } from './commands/create.ts';
import { deleteMailbox } from './commands/delete.ts';
import { enable } from './commands/enable.ts';
import { expunge } from './commands/expunge.ts';
import { fetch } from './commands/fetch.ts';
import { getquota } from './commands/getquota.ts';
import { getquotaroot } from './commands/getquotaroot.ts';
import { id } from './commands/id.ts';
import { idle } from './commands/idle.ts';
import { list } from './commands/list.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { lsub } from './commands/lsub.ts';
import { move } from './commands/move.ts';
import { namespace } from './commands/namespace.ts';
import { noop } from './commands/noop.ts';
import { rename } from './commands/rename.ts';
import { search } from './commands/search.ts';
import { select } from './commands/select.ts';
import { setquota } from './commands/setquota.ts';
import { starttls } from './commands/starttls.ts';
import { status } from './commands/status.ts';
import { store } from './commands/store.ts';
import { subscribe } from './commands/subscribe.ts';
import { unselect } from './commands/unselect.ts';
import type { Handlers } from './handler.ts';

export const HANDLERS: Handlers = {
  APPEND: append,
  AUTHENTICATE: authenticate,
  CAPABILITY: capability,
  CHECK: check,
  CLOSE: close,
  COMPRESS: compress,
  COPY: copy,
  CREATE: create,
  DELETE: deleteMailbox,
  ENABLE: enable,
  EXAMINE: select,
  EXPUNGE: expunge,
  FETCH: fetch,
  GETQUOTA: getquota,
  GETQUOTAROOT: getquotaroot,
  ID: id,
  IDLE: idle,
  LIST: list,
  LOGIN: login,
  LOGOUT: logout,
  LSUB: lsub,
  MOVE: move,
  NAMESPACE: namespace,
  NOOP: noop,
  RENAME: rename,
  SEARCH: search,
  SELECT: select,
  SETQUOTA: setquota,
  STARTTLS: starttls,
  STATUS: status,
  STORE: store,
  SUBSCRIBE: subscribe,
  UNSELECT: unselect,
  UNSUBSCRIBE: subscribe,
};
