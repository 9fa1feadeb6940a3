import { type Html, html } from './html.ts';

export interface Page {
  readonly poolName: string;
  readonly title: string;
  readonly error?: Html | undefined;
  readonly body: Html;
}

/** The frame of every sign-in page. An error is announced at the top and named in the title, where it is read first. */
export function layout({ poolName, title, error, body }: Page): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${error ? 'Not yet: ' : ''}${title} – ${poolName}</title>
<link rel="stylesheet" href="/assets/sign-in.css">
</head>
<body>
<main>
<p class="place">${poolName}</p>
<h1>${title}</h1>
${error ? html`<div class="error" id="error" role="alert">${error}</div>` : ''}
${body}
</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.text}`;
}
