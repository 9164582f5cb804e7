/** The schema of our directory. */
import { MAILROOM_ATTRIBUTES, MAILROOM_CLASSES } from './mailroom-definitions.ts';
import { Schema } from './schema.ts';
import { STANDARD_ATTRIBUTES, STANDARD_CLASSES } from './standard-definitions.ts';

export const DIRECTORY_SCHEMA = new Schema([
  { attributes: STANDARD_ATTRIBUTES, classes: STANDARD_CLASSES },
  { attributes: MAILROOM_ATTRIBUTES, classes: MAILROOM_CLASSES },
]);
