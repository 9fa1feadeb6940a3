import { html } from './html.ts';
import { layout } from './layout.ts';

/** A request that no sign-in can be made of. The detail is for whoever set the sites up. */
export function errorPage(poolName: string, detail: string): string {
  return layout({
    poolName,
    title: 'This page cannot sign you in',
    body: html`<p>The address is incomplete, too old, or was used already.</p>
<p>Go back to the library's page and choose “Sign in” again.</p>
<p class="hint">For whoever looks after this library: ${detail}</p>`,
  });
}
