/** Endpoints of users. REQUIREMENTS DI2, DI5, DI9 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { newUserSchema, nothing, userPatchSchema, userSchema } from '../schemas.ts';
import { userTableQuerySchema, userTableSchema } from '../table-schemas.ts';
import { pageSchema } from './page.ts';

const IMPORT_BODY_BYTES = 8 * 1024 * 1024;
const byUserId = z.strictObject({ userId: z.string().max(256) });

const dependentSchema = z.strictObject({
  /** Nobody else owns the alias or is its member; it takes what is addressed to nobody in the domain; mail is sent on to it. */
  kind: z.enum(['alias-owner', 'alias-member', 'catch-all', 'forwarding']),
  /** Address of the alias, domain, or User ID of who forwards. */
  name: z.string(),
});

export type DependentView = z.output<typeof dependentSchema>;

export const USER_ENDPOINTS = {
  'user.list': endpoint({
    name: 'user.list',
    method: 'GET',
    path: '/users',
    summary: 'The table of users, sorted and searched, from any row on.',
    pathParameters: nothing,
    query: userTableQuerySchema,
    body: nothing,
    result: userTableSchema,
  }),
  'user.export': endpoint({
    name: 'user.export',
    method: 'GET',
    // Beside /users, where every name may be that of a user.
    path: '/user-export',
    summary: 'All that is known of users in use, by User ID; `after` is the last User ID of the page before.',
    pathParameters: nothing,
    query: pageSchema.omit({ query: true }),
    body: nothing,
    result: z.strictObject({ users: z.array(userSchema) }),
  }),
  'user.show': endpoint({
    name: 'user.show',
    method: 'GET',
    path: '/users/{userId}',
    summary: 'Shows one user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: userSchema,
  }),
  'user.create': endpoint({
    name: 'user.create',
    method: 'POST',
    path: '/users',
    summary: 'Makes a user with account, password and mailboxes.',
    pathParameters: nothing,
    query: nothing,
    body: newUserSchema,
    result: userSchema,
  }),
  'user.import': endpoint({
    name: 'user.import',
    method: 'POST',
    path: '/users/import',
    summary: 'Makes the users of a CSV file; each is made or refused by itself.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      /** With a header line: userId, mail, password, and any other field of a user. */
      csv: z.string().optional(),
      /** In its place the octets of the file, in base64: UTF-8, UTF-16 or Windows-1252. */
      file: z.base64().optional(),
      /** Only check. */
      dryRun: z.boolean().default(false),
      /** Users who are there already are changed as their lines say; without it such lines are refused. */
      updateExisting: z.boolean().default(false),
      /** Where there is no column of passwords: each new user gets one, which he has to change. */
      generatePasswords: z.boolean().default(false),
    }),
    maxBodyBytes: IMPORT_BODY_BYTES,
    result: z.strictObject({
      separator: z.enum([',', ';', '\t']),
      encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']),
      columns: z.strictObject({
        /** By the names that fields have here. */
        recognised: z.array(z.string()),
        /** As the file has them. */
        ignored: z.array(z.string()),
      }),
      /** Users made, or with `dryRun` users that can be made. */
      created: z.int(),
      /** Users changed, or with `dryRun` users that would be. */
      updated: z.int(),
      /** What became of the first 5,000 lines, or would; why some are refused is told in `refused`. */
      rows: z.array(
        z.strictObject({
          line: z.int(),
          userId: z.string(),
          outcome: z.enum(['create', 'update', 'unchanged', 'refused']),
          /** Which is to blame; null where it is none of them, or none alone. */
          column: z.string().nullable(),
        }),
      ),
      /** Of those that were made with `generatePasswords`: they are told this once. */
      passwords: z.array(z.strictObject({ userId: z.string(), password: z.string() })),
      refused: z.array(
        z.strictObject({
          /** Line of the file, from 1. */
          line: z.int(),
          userId: z.string(),
          code: z.string(),
          message: z.string(),
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  }),
  'user.update': endpoint({
    name: 'user.update',
    method: 'PATCH',
    path: '/users/{userId}',
    summary: 'Changes the fields that are given.',
    pathParameters: byUserId,
    query: nothing,
    body: userPatchSchema,
    result: userSchema,
  }),
  'user.password': endpoint({
    name: 'user.password',
    method: 'PUT',
    path: '/users/{userId}/password',
    summary:
      'Sets the password; all sessions and tokens of the user end, and so do his app passwords unless they are to be kept.',
    pathParameters: byUserId,
    query: nothing,
    body: z.strictObject({
      password: z.string().max(2048),
      mustChange: z.boolean().optional(),
      keepAppPasswords: z.boolean().optional(),
    }),
    result: nothing,
  }),
  'user.delete': endpoint({
    name: 'user.delete',
    method: 'DELETE',
    path: '/users/{userId}',
    summary:
      'Deletes a user, archived or not, with the whole mail store of the account; refused where others depend on him and nobody takes his place.',
    pathParameters: byUserId,
    /** `handOverTo`: User ID of who takes his place in aliases, catch-alls and others’ forwarding. */
    query: z.strictObject({ handOverTo: z.string().max(256).optional() }),
    body: nothing,
    result: nothing,
  }),
  'user.archive': endpoint({
    name: 'user.archive',
    method: 'POST',
    path: '/users/{userId}/archive',
    summary: 'Sets a user aside: nobody signs in, no mail is taken, all is kept.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: userSchema,
  }),
  'user.restore': endpoint({
    name: 'user.restore',
    method: 'POST',
    path: '/users/{userId}/restore',
    summary: 'Brings an archived user back.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: userSchema,
  }),
  'user.dependents': endpoint({
    name: 'user.dependents',
    method: 'GET',
    path: '/users/{userId}/dependents',
    summary: 'What stands against deleting a user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: z.strictObject({
      dependents: z.array(dependentSchema),
      hasOthers: z.boolean().describe('Whether there are others, whom the caller does not reach.'),
    }),
  }),
} as const;
