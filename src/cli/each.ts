/** Commands that do the same to several things: one that is refused does not keep the others from being done. */
import type { Command } from 'commander';
import { Failure, type FailureCode } from '../base/failure.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import type { CliContext, CommonOptions } from './context.ts';

/** Of these every further one would fail in the same way. */
const GENERAL: readonly FailureCode[] = ['unavailable', 'no-permission', 'no-space'];

export interface DeleteCommand {
  /** The name of its argument, which is one or more: `userIds`. */
  readonly argument: string;
  readonly description: string;
  remove(client: AdminClient, name: string): Promise<unknown>;
  /** For one that is deleted. */
  sentence(name: string): string;
}

/** Adds `delete` to a noun: it deletes one after the other and says so of each; `{ "deleted": […] }` as JSON. */
export function registerDelete(noun: Command, context: CliContext, command: DeleteCommand): void {
  noun
    .command(`delete <${command.argument}...>`)
    .description(command.description)
    .action((names: string[], options: CommonOptions) => deleteEach(context, options, names, command));
}

/** Throws an AggregateError of the Failures when all have had their turn. */
async function deleteEach(
  context: CliContext,
  options: CommonOptions,
  names: readonly string[],
  { remove, sentence }: DeleteCommand,
): Promise<void> {
  const client = context.client(options);
  const deleted: string[] = [];
  const failures: Failure[] = [];
  for (const name of names) {
    try {
      await remove(client, name);
      deleted.push(name);
      context.say(options, sentence(name));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
      if (GENERAL.includes(error.code)) break;
    }
  }
  context.json(options, { deleted });
  throwAll(failures);
}

/** Names each thing that was asked for and is not there. Throws an AggregateError of Failures `not-found`. */
export function mustHaveFound(kind: 'queued' | 'quarantined', missing: readonly (string | number)[]): void {
  throwAll(
    missing.map((name) => new Failure('not-found', `${kind}: ${name}`, { detail: { kind, name: String(name) } })),
  );
}

function throwAll(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new AggregateError(failures);
}
