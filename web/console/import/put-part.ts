import { ProblemError } from '../../shared/api/problem.ts';

/**
 * Sends one part to its address and gives back the ETag. XMLHttpRequest, because fetch cannot say how much has been
 * sent. Throws `upload-expired` when the address is refused, `offline` when nothing answers.
 */
export const putPart = (
  address: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', address.url);
    for (const [name, value] of Object.entries(address.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      const etag = request.getResponseHeader('etag');
      if (request.status === 200 && etag !== null) resolve(etag);
      else reject(new ProblemError(request.status === 403 ? 'upload-expired' : 'upload-incomplete', request.status));
    };
    request.onerror = () => reject(new ProblemError('offline', 0));
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
