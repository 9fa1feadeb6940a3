/**
 * Source of the CloudFront Function on a site's pages: an address without a file name is a page of the application.
 * It runs on the default behaviour only; custom error responses would turn the API's refusals into pages.
 */
export const siteDocumentSource = `function handler(event) {
  var request = event.request;
  var last = request.uri.substring(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
`;
