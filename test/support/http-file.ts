/** A request of a `.http` file. */
export interface HttpFileRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The file with the body: `< ./name`. */
  readonly bodyFile: string | undefined;
  /** The lines of comment above the request. */
  readonly comments: readonly string[];
}

/**
 * Reads a `.http` file, as far as the clients of JetBrains and of VS Code agree about it: variables at the top, requests that
 * begin with `###`.
 * @param variables replace those of the file
 * @throws Error for a variable that the file does not define
 */
export function parseHttpFile(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): readonly HttpFileRequest[] {
  const [top = '', ...sections] = text.split(/^### /m);
  const defined = [...top.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value] as const);
  const values = new Map([...defined, ...Object.entries(variables)]);
  const fill = (line: string): string =>
    line.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`the variable ${name} is not defined`);
      return value;
    });
  return sections.map((section) => parseSection(fill(section)));
}

function parseSection(section: string): HttpFileRequest {
  const [head = '', ...rest] = section.trim().split('\n\n');
  const [title = '', ...lines] = head.split('\n');
  const comments = lines.filter((line) => line.startsWith('# '));
  const [requestLine = '', ...headers] = lines.filter((line) => !line.startsWith('# '));
  const [method = '', url = ''] = requestLine.split(' ');
  const body = rest.length > 0 ? rest.join('\n\n') : undefined;
  const [, bodyFile] = /^< \.\/(\S+)$/.exec(body ?? '') ?? [];
  return {
    title,
    method,
    url,
    headers: Object.fromEntries(headers.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])),
    body: bodyFile === undefined ? body : undefined,
    bodyFile,
    comments,
  };
}
