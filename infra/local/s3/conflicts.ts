/** Tells a conditional write under way that its key was deleted meanwhile, which AWS answers with 409. */
export interface Conflicts {
  watch(bucket: string, key: string): { readonly deleted: () => boolean; readonly stop: () => void };
  noteDelete(bucket: string, key: string): void;
}

export function conflictTracker(): Conflicts {
  const watched = new Map<string, Set<{ deleted: boolean }>>();
  const nameOf = (bucket: string, key: string) => `${bucket}/${key}`;

  return {
    watch: (bucket, key) => {
      const name = nameOf(bucket, key);
      const watchers = watched.get(name) ?? new Set();
      const watcher = { deleted: false };
      watched.set(name, watchers.add(watcher));
      return {
        deleted: () => watcher.deleted,
        stop: () => {
          watchers.delete(watcher);
          if (watchers.size === 0 && watched.get(name) === watchers) watched.delete(name);
        },
      };
    },
    noteDelete: (bucket, key) => {
      for (const watcher of watched.get(nameOf(bucket, key)) ?? []) watcher.deleted = true;
    },
  };
}
