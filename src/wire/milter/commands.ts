/** Milter commands to octets. Texts must hold no NUL: what stands behind one would be another argument. */
import { Failure } from '../../base/failure.ts';
import { type MacroStage, MILTER_COMMAND } from './protocol.ts';

export interface MilterClient {
  readonly name: string;
  /** The empty string where the connection has none: a Unix socket. */
  readonly address: string;
  readonly port: number;
}

/** @param actions, steps: sums of MILTER_ACTION and MILTER_STEP that are offered. */
export function negotiateCommand(version: number, actions: number, steps: number): Uint8Array {
  const data = Buffer.alloc(12);
  data.writeUInt32BE(version, 0);
  data.writeUInt32BE(actions, 4);
  data.writeUInt32BE(steps, 8);
  return packet(MILTER_COMMAND.negotiate, data);
}

/** Goes before the command that it is about. */
export function macrosCommand(
  stage: MacroStage,
  macros: readonly (readonly [name: string, value: string])[],
): Uint8Array {
  return packet(MILTER_COMMAND.macros, Buffer.from(MILTER_COMMAND[stage]), ...macros.flat().map(text));
}

export function connectCommand({ name, address, port }: MilterClient): Uint8Array {
  if (address === '') return packet(MILTER_COMMAND.connect, text(name), Buffer.from('U'));
  const isSix = address.includes(':');
  const rest = Buffer.alloc(3);
  rest.write(isSix ? '6' : '4');
  rest.writeUInt16BE(port, 1);
  return packet(MILTER_COMMAND.connect, text(name), rest, text(isSix ? `IPv6:${address}` : address));
}

export function heloCommand(name: string): Uint8Array {
  return packet(MILTER_COMMAND.helo, text(name));
}

/** @param parameters as in SMTP: `SIZE=1000`. */
export function mailCommand(address: string, parameters: readonly string[]): Uint8Array {
  return packet(MILTER_COMMAND.mail, text(`<${address}>`), ...parameters.map(text));
}

export function recipientCommand(address: string): Uint8Array {
  return packet(MILTER_COMMAND.recipient, text(`<${address}>`));
}

/** @param value octets, lines separated by LF. */
export function headerCommand(name: string, value: string): Uint8Array {
  return packet(MILTER_COMMAND.header, octets(name), octets(value));
}

export function bodyCommand(bytes: Uint8Array): Uint8Array {
  return packet(MILTER_COMMAND.body, bytes);
}

export function bareCommand(name: 'data' | 'endOfHeader' | 'endOfMessage' | 'abort' | 'quit'): Uint8Array {
  return packet(MILTER_COMMAND[name]);
}

function packet(command: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(parts.reduce((bytes, part) => bytes + part.length, 1));
  head.write(command, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
}

function text(value: string): Uint8Array {
  return terminated(value, 'utf8');
}

function octets(value: string): Uint8Array {
  return terminated(value, 'latin1');
}

function terminated(value: string, encoding: 'utf8' | 'latin1'): Uint8Array {
  if (value.includes('\0')) throw new Failure('invalid', 'a NUL in an argument for a filter');
  return Buffer.from(`${value}\0`, encoding);
}
