/** Entry point of the threads that verify and make signatures. */
import { runMailAuthThread } from '../gateways/mail-auth/thread/run-thread.ts';

runMailAuthThread();
