/** Identifier octets. LDAP has no tag number above 30, so that one octet is enough. RFC 4511 section 5.1, appendix B */

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const ENUMERATED = 0x0a;
export const SEQUENCE = 0x30;
export const SET = 0x31;

const CONSTRUCTED = 0x20;
const APPLICATION = 0x40;
const CONTEXT = 0x80;

export const context = (number: number) => CONTEXT | number;
export const contextConstructed = (number: number) => CONTEXT | CONSTRUCTED | number;
export const application = (number: number) => APPLICATION | number;
export const applicationConstructed = (number: number) => APPLICATION | CONSTRUCTED | number;
