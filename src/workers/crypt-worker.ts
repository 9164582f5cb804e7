/** Entry point of the thread that verifies passwords against imported hashes. */
import { parentPort } from 'node:worker_threads';
import { verifyCrypt } from '../formats/crypt/verify-crypt.ts';
import type { CryptAnswer, CryptQuestion } from './crypt-protocol.ts';

parentPort?.on('message', (question: CryptQuestion) => parentPort?.postMessage(answer(question)));

function answer({ hash, password }: CryptQuestion): CryptAnswer {
  try {
    return { kind: 'done', isMatch: verifyCrypt(hash, password) };
  } catch (error) {
    return { kind: 'failed', message: String(error) };
  }
}
