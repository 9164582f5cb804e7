/** All that a program learns beside the message. */
export interface ProgramFacts {
  readonly sender: string;
  readonly recipient: string;
  readonly originalRecipient: string;
  readonly queueId: string;
}

/** Programs of the system only. */
const PATH = '/usr/local/bin:/usr/bin:/bin';
/** What a careless script does not stumble over, wherever it puts the value. Postfix allows the same. */
const UNSAFE = /[^A-Za-z0-9!@%_=+:,./-]/gu;
const MAX_VALUE_CHARACTERS = 1000;

/** Nothing of our own environment is in it. Characters outside of a safe set become `_`. */
export function programEnvironment(facts: ProgramFacts): Record<string, string> {
  return {
    PATH,
    SENDER: harmless(facts.sender),
    RECIPIENT: harmless(facts.recipient),
    ORIGINAL_RECIPIENT: harmless(facts.originalRecipient),
    QUEUE_ID: harmless(facts.queueId),
  };
}

/** One that begins with a hyphen would be an option. */
function harmless(value: string): string {
  return value.slice(0, MAX_VALUE_CHARACTERS).replace(UNSAFE, '_').replace(/^-/, '_');
}
