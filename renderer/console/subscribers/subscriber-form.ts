import { later } from '../../ui/states/later.tsx';

/** The form, loaded when it is opened: it brings the contract's schemas, which neither the list nor the page needs. */
export const SubscriberForm = later(() => import('./SubscriberForm.tsx').then((file) => file.SubscriberForm));
