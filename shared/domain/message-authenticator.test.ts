import { describe, expect, it } from 'vitest';
import { isMessageAuthenticatorRequired, learnsAnew } from './message-authenticator.ts';

describe('Z5: Message-Authenticator', () => {
  it.each([
    ['auto', false, false],
    ['auto', true, true],
    ['required', false, true],
    ['required', true, true],
    ['optional', false, false],
    ['optional', true, false],
  ] as const)('%s, signed before: %s → required: %s', (policy, hasSigned, isRequired) => {
    expect(isMessageAuthenticatorRequired(policy, hasSigned)).toBe(isRequired);
  });

  it('saving auto over auto keeps the lock; coming back to auto learns anew', () => {
    expect(learnsAnew('auto', 'auto')).toBe(false);
    expect(learnsAnew('optional', 'auto')).toBe(true);
    expect(learnsAnew('required', 'auto')).toBe(true);
    expect(learnsAnew('auto', 'optional')).toBe(false);
  });
});
