// A component in a file of its own, which can be loaded ahead: then it is drawn at once, and nothing waits in its place.
import { type ComponentType, lazy, useState } from 'react';

interface Later<Props extends object> {
  Component: ComponentType<Props>;
  /** Never throws; what could not be loaded is asked for again when it is drawn. */
  ahead: () => Promise<void>;
}

export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let loaded: ComponentType<Props> | undefined;
  const Lazy = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  return {
    Component: (props: Props) => {
      // Remains what it was at first: another one would begin anew.
      const [Drawn] = useState(() => loaded ?? Lazy);
      return <Drawn {...props} />;
    },
    ahead: async () => {
      loaded = await load().catch(() => undefined);
    },
  };
}
