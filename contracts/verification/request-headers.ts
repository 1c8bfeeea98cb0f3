type Headers = Readonly<Record<string, string>>;

/**
 * Returns the headers of a request to a provider, with names in lower case: fetch() sends both where two names differ in case
 * only. The `Authorization` of a pact is an example, which never reaches a provider (AU-1, AU-7).
 * @param contract the headers of the contract
 * @param additional headers beside them; those of the contract and the token replace one of the same name
 * @param bearer the token of the run
 */
export function createRequestHeaders(contract: Headers, additional: Headers, bearer: string | undefined): Headers {
  const { authorization: _example, ...required } = toLowerCase(contract);
  return {
    ...toLowerCase(additional),
    ...required,
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
}

function toLowerCase(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
