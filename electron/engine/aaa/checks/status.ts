import { type AdmissionCheck, reject } from './check.ts';

/** Is the account switched on? */
export const status: AdmissionCheck = ({ subscriber }) => {
  switch (subscriber.status) {
    case 'active':
      return undefined;
    case 'inactive':
      return reject('inactive', 'The subscriber is inactive; set it to active to let it in', 'Account is not active');
    case 'suspended':
      return reject(
        'suspended',
        'The subscriber is suspended; set it to active to let it in',
        'Account is suspended, please contact support',
      );
  }
};
