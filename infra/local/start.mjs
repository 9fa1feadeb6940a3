// Plain JavaScript that any Node can read: an old one gets a sentence instead of a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Strongroom needs Node 24 or newer; this is Node ${process.versions.node}. ` +
      'Start it with "npm start", which brings its own on Linux, or install Node 24 from nodejs.org.\n',
  );
  process.exit(1);
}
const { main } = await import('./start/main.ts');
await main(process.argv.slice(2));
