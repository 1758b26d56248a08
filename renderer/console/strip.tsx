import { count, integer, percent, plain } from '../ui/formats/quantity.ts';
import { Value } from '../ui/formats/Value.tsx';
import type { StripItem } from '../ui/frame/StatusStrip.tsx';
import type { Counts } from './use-counts.ts';

/** The strip's doors; before the first answer every figure is –, so that nothing jumps when it comes. */
export function stripItems(counts: Counts | null): readonly StripItem[] {
  const throttledShare = counts && counts.subscribers > 0 ? counts.throttled / counts.subscribers : null;
  return [
    {
      id: 'online',
      label: 'Online',
      href: '/sessions',
      figures: [
        {
          value: <Value of={count(counts?.online)} />,
          ...(counts ? { unit: `of ${integer(counts.subscribers)}` } : {}),
        },
      ],
    },
    {
      id: 'routers',
      label: 'Routers',
      href: '/routers',
      figures: [{ value: <Value of={count(counts?.nas)} />, unit: 'registered' }],
    },
    {
      id: 'throttled',
      label: 'Throttled',
      href: '/fup?fup=active',
      figures: [
        {
          value: <Value of={count(counts?.throttled)} />,
          ...(throttledShare ? { unit: plain(percent(throttledShare)) } : {}),
        },
      ],
    },
    {
      id: 'alerts',
      label: 'Alerts',
      href: '/',
      severity: counts && counts.openAlerts > 0 ? 'high' : undefined,
      figures: [{ value: <Value of={count(counts?.openAlerts)} />, unit: 'open' }],
    },
  ];
}
