/** Entry point of the thread that keeps the observations of the embedded engine. */
import { runObserverThread } from '../engines/embedded/observations/thread.ts';

runObserverThread();
