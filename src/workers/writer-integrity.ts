/** Entry point of a thread that looks through an index file and answers with what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { integrityProblems } from '../engines/embedded/check/integrity.ts';
import { connectReader } from '../engines/embedded/index/connect.ts';

const database = connectReader(workerData as string);
parentPort?.postMessage(integrityProblems(database));
database.close();
