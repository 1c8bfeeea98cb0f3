/** Media types that FHIR JSON goes by; `application/json` is what many libraries send. */
const JSON_TYPES = new Set(['application/fhir+json', 'application/json', 'application/json+fhir', 'text/json']);

/** Whether a request's `Content-Type` says that its body is FHIR JSON (TR-1); any charset but utf-8 does not. */
export function isFhirJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  return JSON_TYPES.has(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8');
}

/** Whether a client takes FHIR JSON, by its `Accept` header and the `_format` parameter. */
export function acceptsFhirJson(accept: string | undefined, format: string | undefined): boolean {
  if (format !== undefined) return format === 'json' || isFhirJson(format.replaceAll(' ', '+'));
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/fhir+json') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    if (parameters.some((part) => /^q=0(\.0*)?$/.test(part))) return false;
    return type === '*/*' || type === 'application/*' || JSON_TYPES.has(type);
  });
}
