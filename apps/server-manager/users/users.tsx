/** Users: the list, and below it one user, a new one, many from a file. SM3 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { NewUser } from './create/new-user.tsx';
import { ImportUsers } from './import/import-users.tsx';
import { UserList } from './list/user-list.tsx';
import { OneUser } from './one/one-user.tsx';

/** No User ID begins with `-`. */
export function Users() {
  return (
    <Switch>
      <Route path="/">
        <UserList />
      </Route>
      <Route path="/-new">
        <NewUser />
      </Route>
      <Route path="/-import">
        <ImportUsers />
      </Route>
      <Route path="/:userId">{() => <OneUser userId={lastSegment()} />}</Route>
    </Switch>
  );
}
