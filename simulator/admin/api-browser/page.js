// Shows the OpenAPI description of the control interface, with Swagger UI, and sends its requests. It asks for the token first
// where there is one.

/** The key of the page at `/`: a token that was given there is not asked for again. */
const TOKEN_KEY = 'xis-testkit-token';

const DESCRIPTION = new URL('openapi.json', document.baseURI).href;

const form = document.querySelector('#access');
const input = document.querySelector('#token');
const problem = document.querySelector('#problem');

const darkness = matchMedia('(prefers-color-scheme: dark)');
darkness.addEventListener('change', applyTheme);
applyTheme();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN_KEY, input.value.trim());
  open();
});
open();

function applyTheme() {
  document.documentElement.classList.toggle('dark-mode', darkness.matches);
}

function authorization() {
  const token = sessionStorage.getItem(TOKEN_KEY) ?? '';
  return token === '' ? {} : { Authorization: `Bearer ${token}` };
}

async function open() {
  problem.textContent = '';
  const isRetry = authorization().Authorization !== undefined;
  const response = await fetch(DESCRIPTION, { headers: authorization(), cache: 'no-store' }).catch(() => undefined);
  form.hidden = response?.status !== 401;
  if (response?.ok) showBrowser();
  else if (response?.status !== 401) problem.textContent = await describeFailure(response);
  else if (isRetry) problem.textContent = 'The token was rejected.';
}

async function describeFailure(response) {
  if (!response) return 'The server did not respond. Is it still running?';
  const outcome = await response.json().catch(() => undefined);
  return outcome?.issue?.[0]?.diagnostics ?? `The server responded with ${response.status}.`;
}

function showBrowser() {
  window.SwaggerUIBundle({
    url: DESCRIPTION,
    domNode: document.querySelector('#browser'),
    // Otherwise it sends the description to a validator on the internet.
    validatorUrl: null,
    deepLinking: true,
    // All operations at once take seconds on a slow machine.
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    filter: true,
    tryItOutEnabled: true,
    requestInterceptor: (request) => Object.assign(request, { headers: { ...request.headers, ...authorization() } }),
  });
}
