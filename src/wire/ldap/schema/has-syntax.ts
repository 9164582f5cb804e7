/**
 * What a syntax asks for beyond what a matching rule needs to compare values: RFC 4517 section 3.3, for the syntaxes of
 * attributes that can be changed.
 */
import type { AttributeType, Schema } from './schema.ts';

const SYNTAX = '1.3.6.1.4.1.1466.115.121.1';
const IA5 = /^[\u0000-\u007f]*$/;
/** The standard writes it in capitals; letters of its grammar stand for both cases. */
const BOOLEAN = /^(?:TRUE|FALSE)$/i;
const INTEGER = /^(?:0|-?[1-9]\d*)$/;

export function hasSyntax(schema: Schema, { syntax }: AttributeType, value: string): boolean {
  switch (syntax) {
    case `${SYNTAX}.7`:
      return BOOLEAN.test(value);
    // Directory strings are not empty. Telephone numbers are: what people dial has more signs in it than the standard knows.
    case `${SYNTAX}.15`:
    case `${SYNTAX}.22`:
    case `${SYNTAX}.50`:
      return value !== '';
    case `${SYNTAX}.26`:
      return IA5.test(value);
    case `${SYNTAX}.27`:
      return INTEGER.test(value);
    case `${SYNTAX}.38`:
      return schema.objectClass(value) !== null || schema.attribute(value) !== null;
    default:
      return true;
  }
}
