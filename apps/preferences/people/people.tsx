/** Colleagues: the address book, and one of them. PM3 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { PeopleList } from './people-list.tsx';
import { PersonPage } from './person-page.tsx';

export function People() {
  return (
    <Switch>
      <Route path="/">
        <PeopleList />
      </Route>
      <Route path="/:mail">{({ mail }) => <PersonPage key={mail} mail={lastSegment()} />}</Route>
    </Switch>
  );
}
