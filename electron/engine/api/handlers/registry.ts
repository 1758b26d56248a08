import { done } from '../../../../shared/contract/operation.ts';
import type { NasView } from '../../store/reads.ts';
import { pageOfArray } from './array-page.ts';
import type { Area, HandlerPorts } from './ports.ts';
import * as views from './views.ts';

type Names =
  | 'nas.list'
  | 'nas.get'
  | 'nas.create'
  | 'nas.update'
  | 'nas.test'
  | 'nas.remove'
  | 'service.list'
  | 'service.get'
  | 'service.create'
  | 'service.update'
  | 'service.remove';

export function registryHandlers({ routers, services }: HandlerPorts): Area<Names> {
  const nasOut = (nas: NasView) => views.nasOut(nas, routers.healthOf(nas));
  return {
    'nas.list': async (caller, { query }) => {
      const all = (await routers.list(caller.viewScope)).map(nasOut);
      const { hasApi } = query;
      const wanted = hasApi === undefined ? all : all.filter(({ api }) => (api !== null) === hasApi);
      return pageOfArray(wanted, query, (nas) => [nas.name, nas.address, nas.identity ?? ''], {
        name: (nas) => nas.name,
        address: (nas) => nas.address,
        openSessions: (nas) => nas.openSessions,
        lastSeenAt: (nas) => nas.lastSeenAt,
        createdAt: (nas) => nas.createdAt,
      });
    },

    'nas.get': async (caller, { params }) => nasOut(await routers.byId(caller.viewScope, params.id)),

    'nas.create': async (caller, { body }) => {
      const { nas, warnings } = await routers.create(caller, body);
      return { ...nasOut(nas), warnings: [...warnings] };
    },

    'nas.update': async (caller, { params, body }) => {
      const { nas, warnings } = await routers.update(caller, params.id, body);
      return { ...nasOut(nas), warnings: [...warnings] };
    },

    'nas.test': (caller, { body }) => routers.test(caller, body),

    'nas.remove': async (caller, { params }) => {
      await routers.remove(caller, params.id);
      return done;
    },

    'service.list': async (caller, { query }) => {
      const all = (await services.list(caller.viewScope)).map(views.serviceOut);
      return pageOfArray(all, query, ({ name }) => [name], {
        name: (service) => service.name,
        downKbps: (service) => service.downKbps,
        upKbps: (service) => service.upKbps,
        dailyQuotaBytes: (service) => service.dailyQuotaBytes,
        monthlyQuotaBytes: (service) => service.monthlyQuotaBytes,
        priceMinor: (service) => service.priceMinor,
        subscribers: (service) => service.subscribers,
        createdAt: (service) => service.createdAt,
      });
    },

    'service.get': async (caller, { params }) => views.serviceOut(await services.byId(caller.viewScope, params.id)),

    'service.create': async (caller, { body }) => views.serviceOut(await services.create(caller, body)),

    'service.update': async (caller, { params, body }) => {
      const { service, recomputed, changed } = await services.update(caller, params.id, body);
      return { ...views.serviceOut(service), recomputedSubscribers: recomputed, changedRates: changed };
    },

    'service.remove': async (caller, { params }) => {
      await services.remove(caller, params.id);
      return done;
    },
  };
}
