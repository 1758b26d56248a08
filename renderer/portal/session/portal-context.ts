import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PortalState, PortalStore } from './portal-store.ts';

export const PortalContext = createContext<PortalStore | null>(null);

export function usePortal(): PortalStore {
  const portal = useContext(PortalContext);
  if (!portal) throw new Error('the page stands outside <PortalContext>');
  return portal;
}

export const usePortalState = <T>(select: (state: PortalState) => T): T => useStore(usePortal().store, select);
