/** Groups: users who are treated alike. The list, and below it one group or a new one. DI1, DI8 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { GroupList } from './group-list.tsx';
import { NewGroup } from './new-group.tsx';
import { OneGroup } from './one-group.tsx';

/** Every name of a group has an `@`. */
export function Groups() {
  return (
    <Switch>
      <Route path="/">
        <GroupList />
      </Route>
      <Route path="/-new">
        <NewGroup />
      </Route>
      <Route path="/:name">{() => <OneGroup name={lastSegment()} />}</Route>
    </Switch>
  );
}
