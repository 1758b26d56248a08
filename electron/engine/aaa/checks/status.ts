import { type AdmissionCheck, reject } from './check.ts';

/** Is the account switched on? One that is not may still be let in as far as the wall (X55). */
export const status: AdmissionCheck = ({ subscriber, tenant: { login } }) => {
  switch (subscriber.status) {
    case 'active':
      return undefined;
    case 'inactive':
      if (login.inactive === 'walled') return { kind: 'limit', access: 'walled' };
      return reject('inactive', 'The subscriber is inactive; set it to active to let it in', 'Account is not active');
    case 'suspended':
      if (login.suspended === 'walled') return { kind: 'limit', access: 'walled' };
      return reject(
        'suspended',
        'The subscriber is suspended; set it to active to let it in',
        'Account is suspended, please contact support',
      );
  }
};
