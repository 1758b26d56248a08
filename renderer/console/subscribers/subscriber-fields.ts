import type { ClientInput } from '../../../shared/contract/contract.ts';
import { type Subscriber, subscribers } from '../../../shared/contract/operations/subscribers.ts';
import type { FieldProblem } from '../../../shared/contract/problem.ts';
import { fieldProblems, wording } from '../../../shared/contract/wording.ts';
import { localTime, type Zone } from '../../../shared/domain/zone.ts';

/** The form as it is typed: everything is text, and empty is "not set". */
export interface SubscriberFields {
  readonly username: string;
  readonly password: string;
  readonly serviceId: string;
  readonly fullName: string;
  readonly phone: string;
  /** Separated by commas, spaces or lines. */
  readonly macs: string;
  readonly staticIp: string;
  /** YYYY-MM-DD, the last day; the operator's calendar. */
  readonly expiresAt: string;
  readonly simultaneousUse: string;
  /** Empty: as the service says. */
  readonly macMode: NonNullable<Subscriber['macMode']> | '';
  readonly macLimit: string;
  readonly status: Subscriber['status'];
  readonly billingDay: string;
  readonly portalPassword: string;
}

export type FieldName = keyof SubscriberFields;

export const emptyFields: SubscriberFields = {
  username: '',
  password: '',
  serviceId: '',
  fullName: '',
  phone: '',
  macs: '',
  staticIp: '',
  expiresAt: '',
  simultaneousUse: '1',
  macMode: '',
  macLimit: '',
  status: 'active',
  billingDay: '',
  portalPassword: '',
};

/** A subscriber as the form shows it. Passwords stay empty: they are written, never read. */
export function fieldsOf(s: Subscriber, zone: Zone): SubscriberFields {
  return {
    ...emptyFields,
    username: s.username,
    serviceId: String(s.serviceId),
    fullName: s.fullName,
    phone: s.phone,
    macs: s.macs.join(', '),
    staticIp: s.staticIp ?? '',
    expiresAt: s.expiresAt === null ? '' : lastDay(s.expiresAt, zone),
    simultaneousUse: String(s.simultaneousUse),
    macMode: s.macMode ?? '',
    macLimit: s.macLimit === null ? '' : String(s.macLimit),
    status: s.status,
    billingDay: s.billingDay === null ? '' : String(s.billingDay),
  };
}

/** An expiry at midnight is the end of the day before: a day that is written comes back as the same day. */
const lastDay = (expiresAt: number, zone: Zone): string =>
  localTime(expiresAt - 1, zone)
    .toPlainDate()
    .toString();

type Body = Readonly<Record<string, unknown>>;

/** One field as the contract wants it; null clears. Text that is no number goes as it is, so that its rule can say so. */
function typedValue(name: FieldName, text: string): unknown {
  const typed = name === 'password' || name === 'portalPassword' || name === 'username' ? text : text.trim();
  if (name === 'macs') return typed === '' ? null : typed.split(/[\s,;]+/).filter(Boolean);
  if (typed === '') return null;
  if (name === 'serviceId' || name === 'simultaneousUse' || name === 'billingDay' || name === 'macLimit') {
    return /^\d+$/.test(typed) ? Number(typed) : typed;
  }
  return typed;
}

const isSecret = (name: FieldName) => name === 'password' || name === 'portalPassword';

/**
 * What is sent: every set field of a new subscriber, or only the fields that changed (an emptied one as null, an empty
 * password as unchanged).
 */
export function bodyOf(fields: SubscriberFields, before: SubscriberFields | null): Body {
  const body: Record<string, unknown> = {};
  for (const name of Object.keys(fields) as FieldName[]) {
    const text = fields[name];
    if (before === null ? text.trim() === '' : text === before[name] || (isSecret(name) && text === '')) continue;
    body[name] = typedValue(name, text);
  }
  return body;
}

/** What is wrong by the shape of the contract, at its fields; empty when the engine may be asked. */
export function shapeProblems(body: Body, isNew: boolean): Partial<Record<FieldName, string>> {
  const schema = subscribers[isNew ? 'subscriber.create' : 'subscriber.update'].body;
  const judged = schema.safeParse(body, { error: wording });
  return judged.success ? {} : atFields(fieldProblems(judged.error.issues)).errors;
}

export interface PlacedProblems {
  readonly errors: Partial<Record<FieldName, string>>;
  /** What belongs to no field of the form. */
  readonly rest: readonly string[];
}

/** Puts problems at the fields of the form: `macs[1]` is the field `macs`. */
export function atFields(problems: readonly FieldProblem[]): PlacedProblems {
  const errors: Partial<Record<FieldName, string>> = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const [, name = '', entry] = /^(\w+)(?:\[(\d+)\])?/.exec(field) ?? [];
    if (!(name in emptyFields)) rest.push(`${field} ${message}`);
    else
      errors[name as FieldName] ??= sentence(entry === undefined ? message : `address ${Number(entry) + 1} ${message}`);
  }
  return { errors, rest };
}

/** Capital first where the message begins with a word of ours; `adam.g exists already` begins with a name. */
const sentence = (words: string) =>
  /^(is|must|has|address|belongs|cannot)\b/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words;

export type CreateBody = NonNullable<ClientInput<'subscriber.create'>['body']>;
export type UpdateBody = NonNullable<ClientInput<'subscriber.update'>['body']>;
