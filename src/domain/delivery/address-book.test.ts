import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../../../test/support/smtp-office.ts';
import { parseMailAddress } from '../../formats/address/mail-address.ts';
import { AddressBook } from './address-book.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

/** Asks twice: whether the second answer came without a look into the store. */
async function isKept(address: string): Promise<boolean> {
  using book = new AddressBook(office.store, office.settings, 'mail.example.test');
  const first = await book.resolve(parseMailAddress(address));
  const second = book.resolve(parseMailAddress(address));
  expect(await second).toEqual(first);
  return !(second instanceof Promise);
}

describe('memory', () => {
  test.each(['alice@example.test', 'alice@mail.example.test', 'postmaster@example.test', 'abuse@example.test'])(
    'keeps %s, of which there are as many as the directory has',
    async (address) => {
      expect(await isKept(address)).toBe(true);
    },
  );

  test.each([
    'alice+made-up@example.test',
    'postmaster+made-up@example.test',
    'nobody@example.test',
    'alice@example.org',
  ])('does not keep %s, of which a stranger can make up any number', async (address) => {
    expect(await isKept(address)).toBe(false);
  });
});
