/** Apple's property lists in XML, written: https://www.apple.com/DTDs/PropertyList-1.0.dtd */
import { element, writeXml, type XmlElement } from './write-xml.ts';

/** Numbers are whole. */
export type PropertyValue =
  | string
  | number
  | boolean
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

const DOCUMENT_TYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

export function writePropertyList(value: PropertyValue): string {
  return writeXml(element('plist', [valueElement(value)], { version: '1.0' }), DOCUMENT_TYPE);
}

function valueElement(value: PropertyValue): XmlElement {
  switch (typeof value) {
    case 'string':
      return element('string', value);
    case 'number':
      return element('integer', String(Math.trunc(value)));
    case 'boolean':
      return element(value ? 'true' : 'false', '');
    default:
      return isList(value)
        ? element('array', value.map(valueElement))
        : element(
            'dict',
            Object.entries(value).flatMap(([key, each]) => [element('key', key), valueElement(each)]),
          );
  }
}

function isList(value: object): value is readonly PropertyValue[] {
  return Array.isArray(value);
}
