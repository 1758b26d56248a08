import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';

export type Later<P extends object = object> = ComponentType<P> & {
  /** Loads the code, before the part is drawn for the first time or then. */
  readonly load: () => Promise<unknown>;
};

/**
 * A part whose code is loaded when it is first drawn, for what the first look at a view does not need. `meanwhile` stands
 * in its place until then. Code that cannot be loaded throws to the boundary around the view.
 *
 * A part whose code is here is drawn at once: React would draw `meanwhile` first, then keep it for 300 ms, and bring in
 * the part with a priority that a busy page never comes to.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: (props: P) => ReactNode = () => null,
): Later<P> {
  let here: ComponentType<P> | undefined;
  let loading: Promise<{ readonly default: ComponentType<P> }> | undefined;
  const once = () => {
    loading ??= load().then((part) => {
      here = part;
      return { default: part };
    });
    return loading;
  };
  const Awaited = lazy(once) as unknown as ComponentType<P>;
  function Part(props: P) {
    const [Drawn] = useState(() => here ?? Awaited);
    return (
      <Suspense fallback={meanwhile(props)}>
        <Drawn {...props} />
      </Suspense>
    );
  }
  return Object.assign(Part, { load: once });
}
