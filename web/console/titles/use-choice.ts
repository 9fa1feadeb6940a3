import { useState } from 'react';

export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  readonly all: (ids: readonly string[]) => void;
  readonly none: () => void;
}

/** What is chosen of a list; another list begins with nothing chosen, so that nothing out of sight is acted on. */
export const useChoice = (list: string): Choice => {
  const [state, setState] = useState<{ readonly list: string; readonly chosen: ReadonlySet<string> }>({
    list,
    chosen: new Set(),
  });
  const chosen = state.list === list ? state.chosen : new Set<string>();
  const set = (next: ReadonlySet<string>) => setState({ list, chosen: next });
  return {
    chosen,
    toggle: (id) => {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      set(next);
    },
    all: (ids) => set(new Set([...chosen, ...ids])),
    none: () => set(new Set()),
  };
};
