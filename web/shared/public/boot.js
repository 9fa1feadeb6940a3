// Runs before the page is drawn, so that a dark page never flashes light. A file of its own, because the page's
// security policy allows no script inside it.
(() => {
  let kept = 'auto';
  try {
    kept = localStorage.getItem('strongroom.scheme') ?? 'auto';
  } catch {
    // A browser that keeps nothing: the system's preference decides.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
