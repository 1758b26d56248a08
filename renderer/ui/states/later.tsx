import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';

/**
 * A part whose code is loaded when it is first drawn, for what the first look at a view does not need. `meanwhile` stands
 * in its place until then. Code that cannot be loaded throws to the boundary around the view.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: ReactNode = null,
): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() })) as unknown as ComponentType<P>;
  return function Later(props: P) {
    return (
      <Suspense fallback={meanwhile}>
        <Part {...props} />
      </Suspense>
    );
  };
}
