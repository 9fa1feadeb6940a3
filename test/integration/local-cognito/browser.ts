/** As much of a browser as signing in needs: cookies by path, redirects followed one by one, forms filled in. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  #cookieHeader(url: URL): string {
    const matching = [...this.#cookies].filter(
      ([, { path }]) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')),
    );
    return matching.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = attributes.find((each) => each.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      const gone = attributes.some((each) => /^expires=Thu, 01 Jan 1970/i.test(each));
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path });
    }
  }

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = this.#cookieHeader(new URL(url));
    if (cookie) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.#keep(response);
    return response;
  }

  /** Follows redirects until a page, or until one leads to `stopAt`, which is not asked for. */
  async open(url: string, stopAt: string, init: RequestInit = {}): Promise<Visit> {
    let next = url;
    let options = init;
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.request(next, options);
      const location = response.headers.get('location');
      if (!location)
        return { url: next, status: response.status, html: await response.text(), headers: response.headers };
      await response.body?.cancel();
      next = new URL(location, next).href;
      if (next.startsWith(stopAt)) return { url: next, status: 0, html: '', headers: response.headers };
      options = {};
    }
    throw new Error(`too many redirects from ${url}`);
  }

  /** Sends the form of a page as a browser would: hidden fields kept, the origin named. */
  submit(page: Visit, fields: Readonly<Record<string, string>>, stopAt: string): Promise<Visit> {
    const [, step = ''] = /name="step" value="([^"]+)"/.exec(page.html) ?? [];
    return this.open(page.url, stopAt, {
      method: 'POST',
      body: new URLSearchParams({ step, ...fields }),
      headers: { origin: new URL(page.url).origin, 'sec-fetch-site': 'same-origin' },
    });
  }
}

export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

export function heading(page: Visit): string {
  return /<h1>([^<]*)<\/h1>/.exec(page.html)?.[1] ?? '';
}

export function errorText(page: Visit): string {
  const [, inner = ''] = /role="alert">(.*?)<\/div>/s.exec(page.html) ?? [];
  return inner
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
