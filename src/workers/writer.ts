/** Entry point of the writer thread of the embedded engine. */
import { runWriterThread } from '../engines/embedded/writer/thread.ts';

runWriterThread();
