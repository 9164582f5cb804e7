/** Commands that do the same to several things: one that is refused does not keep the others from being done. */
import type { Command } from 'commander';
import { Failure, type FailureCode } from '../base/failure.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { wholeNumber } from './values.ts';

/** Of these every further one would fail in the same way. */
const GENERAL: readonly FailureCode[] = ['unavailable', 'no-permission', 'no-space'];

export interface DeleteCommand<O extends CommonOptions = CommonOptions> {
  /** The name of its argument, which is one or more: `userIds`. */
  readonly argument: string;
  readonly description: string;
  remove(client: AdminClient, name: string, options: O): Promise<unknown>;
  /** For one that is deleted. */
  sentence(name: string): string;
}

/** Adds `delete` to a noun: it deletes one after the other and says so of each; `{ "deleted": […] }` as JSON. */
export function registerDelete<O extends CommonOptions = CommonOptions>(
  noun: Command,
  context: CliContext,
  { remove, ...command }: DeleteCommand<O>,
): Command {
  return registerEach<O>(noun, context, { verb: 'delete', done: 'deleted', change: remove, ...command });
}

/** What `delete` does, for commands that are called otherwise. Throws an AggregateError of the Failures. */
export function deleteEach<O extends CommonOptions>(
  context: CliContext,
  options: O,
  names: readonly string[],
  { remove, ...command }: Pick<DeleteCommand<O>, 'remove' | 'sentence'>,
): Promise<void> {
  return doEach(context, options, names, { change: remove, done: 'deleted', ...command });
}

export interface EachCommand<O extends CommonOptions = CommonOptions> {
  readonly verb: string;
  readonly argument: string;
  readonly description: string;
  change(client: AdminClient, name: string, options: O): Promise<unknown>;
  /** For one that is done. */
  sentence(name: string): string;
  /** What those that are done are called in JSON. */
  readonly done: string;
}

/** Adds a verb to a noun that does the same to one after the other and says so of each. Returns the command. */
export function registerEach<O extends CommonOptions = CommonOptions>(
  noun: Command,
  context: CliContext,
  command: EachCommand<O>,
): Command {
  return noun
    .command(`${command.verb} <${command.argument}...>`)
    .description(command.description)
    .action((names: string[], options: O) => doEach(context, options, names, command));
}

/** Does something with one after the other. Returns the Failures; of several names each says which: `detail.of`. */
export async function tryEach(
  names: readonly string[],
  change: (name: string) => Promise<void>,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const name of names) {
    try {
      await change(name);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(names.length === 1 ? error : failureOf(name, error));
      if (GENERAL.includes(error.code)) break;
    }
  }
  return failures;
}

function failureOf(name: string, { code, message, detail }: Failure): Failure {
  return new Failure(code, message, { detail: { ...detail, of: name } });
}

/** Throws an AggregateError of the Failures, where there are any. */
export function throwAll(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new AggregateError(failures);
}

/** Throws an AggregateError of the Failures when all have had their turn. */
async function doEach<O extends CommonOptions>(
  context: CliContext,
  options: O,
  names: readonly string[],
  { change, sentence, done: key }: Pick<EachCommand<O>, 'change' | 'sentence' | 'done'>,
): Promise<void> {
  const client = context.client(options);
  const done: string[] = [];
  const failures = await tryEach(names, async (name) => {
    await change(client, name, options);
    done.push(name);
    context.say(options, sentence(name));
  });
  context.json(options, { [key]: done });
  throwAll(failures);
}

/** Names each thing that was asked for and is not there. Throws an AggregateError of Failures `not-found`. */
export function mustHaveFound(kind: 'queued' | 'quarantined', missing: readonly (string | number)[]): void {
  throwAll(
    missing.map((name) => new Failure('not-found', `${kind}: ${name}`, { detail: { kind, name: String(name) } })),
  );
}

const readId = wholeNumber('<id>', 1, Number.MAX_SAFE_INTEGER);

/** Things that are named by numbers, one after the other; `{ "DONE": [id, …] }` as JSON. Throws an AggregateError of the Failures. */
export async function changeEachId(
  context: CliContext,
  options: CommonOptions,
  ids: readonly string[],
  { done, change, sentence }: ChangeOfIds,
): Promise<void> {
  const client = context.client(options);
  const changed: number[] = [];
  for (const id of ids) readId(id);
  const failures = await tryEach(ids, async (text) => {
    const id = readId(text);
    await change(client, id);
    changed.push(id);
    context.say(options, sentence(id));
  });
  context.json(options, { [done]: changed });
  throwAll(failures);
}

interface ChangeOfIds {
  readonly done: 'deleted' | 'ended';
  readonly change: (client: AdminClient, id: number) => Promise<unknown>;
  readonly sentence: (id: number) => string;
}
