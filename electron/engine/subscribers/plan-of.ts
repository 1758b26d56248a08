/** A service as it is typed and stored, put into the words of the domain. */
import type { ServicePlan } from '../../../shared/domain/service.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import type { ServiceInput } from '../store/commands.ts';

/** A stored or typed service as the domain knows it. @throws when its free hours are no times (checked at the edge). */
export function planOf(service: Omit<ServiceInput, 'name' | 'priceMinor'>): ServicePlan {
  const minute = (text: string): number => {
    const parsed = parseTimeOfDay(text);
    if (!parsed.ok) throw new Error(`free hours of a service: ${parsed.fault}`);
    return parsed.value;
  };
  const { freeHours } = service;
  return {
    downKbps: service.downKbps,
    upKbps: service.upKbps,
    dailyQuotaBytes: service.dailyQuotaBytes,
    monthlyQuotaBytes: service.monthlyQuotaBytes,
    dailyTiers: service.dailyTiers,
    monthlyTiers: service.monthlyTiers,
    burst: service.burst,
    softFup: service.softFup,
    freeHours: freeHours && {
      fromMinute: minute(freeHours.from),
      toMinute: minute(freeHours.to),
      percent: freeHours.percent,
    },
    monthlyReset: service.monthlyReset,
  };
}
