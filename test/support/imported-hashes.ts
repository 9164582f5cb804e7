/** Verification of imported hashes without the thread that the server has for it. */
import type { ImportedHashes } from '../../src/domain/ports/imported-hashes.ts';
import { verifyCrypt } from '../../src/formats/crypt/verify-crypt.ts';

export const importedHashes: Pick<ImportedHashes, 'verify'> = {
  verify: async (hash, password) => verifyCrypt(hash, password),
};
