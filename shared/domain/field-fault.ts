/**
 * One thing wrong with one field of an input, as data: forms print `message` under the field, the API sends both.
 *
 * `field` is a path as the API spells it (`dailyTiers[2].fromBytes`); `message` is the rest of the sentence
 * (`must be larger than dailyTiers[1].fromBytes (6 GB)`).
 */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** The fault as one sentence, for logs and the command line. */
export const faultSentence = (fault: FieldFault): string => `${fault.field} ${fault.message}`;
