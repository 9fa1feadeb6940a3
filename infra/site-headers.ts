/** Where pages of a site may reach, beyond the site itself. */
export interface Reach {
  /** Where sealed or unknown files are sent, part by part, under a signed address. */
  readonly uploads: readonly string[];
  /** The sign-in pages: browsers check where a submitted form is sent on to. */
  readonly signIn: string;
}

/**
 * The content security policy of the console and the catalogue. Nothing inline runs, neither script nor style:
 * what the component library computes is set through the style object, which the policy leaves alone.
 */
export const sitePolicy = (reach: Reach): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    ["connect-src 'self'", ...reach.uploads].join(' '),
    `form-action 'self' ${reach.signIn}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The files host serves other people's files: nothing there runs, frames or is kept. */
export const filesPolicy = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Features a library page never needs. The camera stays: it can read a barcode. */
export const permissionsPolicy = 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()';
