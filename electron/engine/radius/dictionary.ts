import type { Attribute } from './attribute.ts';
import { microsoft } from './dictionaries/microsoft.ts';
import { mikrotik } from './dictionaries/mikrotik.ts';
import { rfc2865 } from './dictionaries/rfc2865.ts';
import { rfc2866 } from './dictionaries/rfc2866.ts';
import { rfc2868 } from './dictionaries/rfc2868.ts';
import { rfc2869 } from './dictionaries/rfc2869.ts';
import { rfc3162 } from './dictionaries/rfc3162.ts';
import { rfc4372 } from './dictionaries/rfc4372.ts';
import { rfc4818 } from './dictionaries/rfc4818.ts';
import { rfc5176 } from './dictionaries/rfc5176.ts';
import { rfc6911 } from './dictionaries/rfc6911.ts';
import { wispr } from './dictionaries/wispr.ts';

/** Every attribute we know, by its name in the RFC or the vendor's dictionary. */
export const attributes = {
  ...rfc2865,
  ...rfc2866,
  ...rfc2868,
  ...rfc2869,
  ...rfc3162,
  ...rfc4372,
  ...rfc4818,
  ...rfc5176,
  ...rfc6911,
  ...microsoft,
  ...mikrotik,
  ...wispr,
};

export type AttributeName = keyof typeof attributes;
export type ValueOf<N extends AttributeName> = (typeof attributes)[N] extends Attribute<infer T> ? T : never;

const byNumber = new Map<number, Attribute>();
/** Vendors some of whose attributes must not be shown: neither must their Vendor-Specific when it cannot be split. */
const vendorsWithSecrets = new Set<number>();
for (const attribute of Object.values(attributes) as Attribute[]) {
  const key = numberOf(attribute.vendor, attribute.type);
  const twin = byNumber.get(key);
  if (twin) throw new Error(`${attribute.name} and ${twin.name} have the same number`);
  byNumber.set(key, attribute);
  if (attribute.isSecret) vendorsWithSecrets.add(attribute.vendor);
}

/** The definition of a numbered attribute; `vendor` 0 is the standard space. */
export function attributeByNumber(vendor: number, type: number): Attribute | undefined {
  return byNumber.get(numberOf(vendor, type));
}

/** The definition by a name that came from outside: an imported table, an operator. */
export function attributeByName(name: string): Attribute | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name as AttributeName] : undefined;
}

export function hasSecrets(vendor: number): boolean {
  return vendorsWithSecrets.has(vendor);
}

function numberOf(vendor: number, type: number): number {
  return vendor * 256 + type;
}
