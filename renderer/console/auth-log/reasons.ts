import type { FilterOption } from '../../ui/filters/FilterBar.tsx';

/** The engine's words for why a login failed, as people say them: what the operator can do something about first. */
const reasons = {
  'unknown-source': 'Unknown source',
  'wrong-secret': 'Wrong secret',
  unsigned: 'Not signed',
  'wrong-password': 'Wrong password',
  'unknown-user': 'Unknown user',
  'wrong-mac': 'Wrong MAC',
  'shared-mac': 'MAC of several',
  'already-online': 'Already online',
  expired: 'Expired',
  suspended: 'Suspended',
  inactive: 'Inactive',
  'unknown-realm': 'Unknown realm',
  'realm-inactive': 'Realm is off',
  'method-not-allowed': 'Method not allowed',
  'check-failed': 'Check attribute',
  'nas-not-allowed': 'Router not allowed',
  'outside-login-hours': 'Outside login hours',
  'pool-exhausted': 'No free address in pool',
  'pool-not-here': 'Pool is not for this router',
  'no-credentials': 'No credentials',
  malformed: 'Malformed packet',
  'unexpected-code': 'Unexpected packet',
  incomplete: 'Incomplete record',
  'no-room': 'No room for the reply',
  overload: 'Overload',
  'not-stored': 'Not stored',
  'tls-refused': 'TLS peer refused',
  'tls-cut': 'TLS connection cut',
  'reply-attribute': 'Reply attribute left out',
  bug: 'Fault of ours',
} as const;

export const reasonOptions: readonly FilterOption[] = Object.entries(reasons).map(([value, label]) => ({
  value,
  label,
}));
