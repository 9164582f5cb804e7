/** Outgoing mail that waits: all of it, its destinations, one message. REQUIREMENTS MO5 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { Destinations } from './destinations.tsx';
import { QueueList } from './queue-list.tsx';
import { QueuedMessage } from './queued-message.tsx';

/** No queue id begins with `-`. */
export function Queue() {
  return (
    <Switch>
      <Route path="/">
        <QueueList />
      </Route>
      <Route path="/-destinations">
        <Destinations />
      </Route>
      <Route path="/:queueId">{() => <QueuedMessage queueId={lastSegment()} />}</Route>
    </Switch>
  );
}
