export { digestFor } from '../../src/engines/contract/digest.ts';
